import type { ReactNode } from "react";

import style from "./Stack.module.css";

/** Things under each other, as in a form. */
export function Stack({ children }: { children: ReactNode }) {
  return <div className={style.stack}>{children}</div>;
}

/** Things beside each other, as buttons. */
export function Row({ children }: { children: ReactNode }) {
  return <div className={style.row}>{children}</div>;
}

/** Fields beside each other, where there is room. */
export function Two({ children }: { children: ReactNode }) {
  return <div className={style.two}>{children}</div>;
}

/** What matters less. */
export function Quiet({ children }: { children: ReactNode }) {
  return <span className={style.quiet}>{children}</span>;
}

/** Several yes-or-no fields under one name. */
export function Group({
  label,
  hint,
  children,
}: {
  label: string;
  hint?: ReactNode;
  children: ReactNode;
}) {
  return (
    <fieldset className={style.group}>
      <legend>{label}</legend>
      {children}
      {hint && <div className={style.hint}>{hint}</div>}
    </fieldset>
  );
}
