import type { ReactNode } from "react";

import style from "./Entrance.module.css";

/** The page before the console: one card, one thing to do. */
export function Entrance({
  title,
  about,
  wide = false,
  children,
}: {
  title: string;
  about?: ReactNode;
  wide?: boolean;
  children: ReactNode;
}) {
  return (
    <main className={style.page}>
      <div className={`${style.card} ${wide ? style.wide : ""}`}>
        <div className={style.brand}>
          <img src="/claw.svg" width={24} height={24} alt="" />
          Clawback
        </div>
        <div>
          <h1>{title}</h1>
          {about && <p className={style.about}>{about}</p>}
        </div>
        {children}
      </div>
    </main>
  );
}
