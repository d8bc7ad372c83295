import type { ReactNode } from "react";

import { Card } from "~/ui/Page";

import style from "./message.module.css";

/** A part of what is told: a card on the page, a plain section in the narrow panel. */
export function Part({
  title,
  acts,
  wide,
  children,
}: {
  title: string;
  acts?: ReactNode;
  wide: boolean;
  children: ReactNode;
}) {
  if (wide) {
    return (
      <Card title={title} acts={acts}>
        {children}
      </Card>
    );
  }
  return (
    <section className={style.part} aria-label={title}>
      <div className={style.between}>
        <h3>{title}</h3>
        {acts}
      </div>
      {children}
    </section>
  );
}
