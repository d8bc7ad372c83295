import type { ReactNode } from "react";

import style from "./Page.module.css";

type Head = { title: ReactNode; about?: ReactNode; acts?: ReactNode };

/** The one heading of a page, what it is for, and its buttons at the right of it. */
export function PageHead({ title, about, acts }: Head) {
  return (
    <header className={style.head}>
      <div>
        <h1>{title}</h1>
        {about && <p className={style.about}>{about}</p>}
      </div>
      {acts && <div className={style.acts}>{acts}</div>}
    </header>
  );
}

/** A page that grows with what is on it. */
export function Page({ children, ...head }: Head & { children: ReactNode }) {
  return (
    <div className={style.page}>
      <PageHead {...head} />
      {children}
    </div>
  );
}

/** A part of a page with its own heading. */
export function Card({
  title,
  acts,
  padded = true,
  children,
}: {
  title?: ReactNode;
  acts?: ReactNode;
  padded?: boolean;
  children: ReactNode;
}) {
  return (
    <section className={style.card}>
      {title && (
        <div className={style.cardHead}>
          <h2>{title}</h2>
          {acts && <div className={style.acts}>{acts}</div>}
        </div>
      )}
      {padded ? <div className={style.padded}>{children}</div> : children}
    </section>
  );
}

/** Names and values under each other; what is empty is left out. */
export function Facts({ facts }: { facts: readonly (readonly [string, ReactNode])[] }) {
  const told = facts.filter(([, value]) => value !== null && value !== undefined && value !== "");
  return (
    <dl className={style.facts}>
      {told.map(([name, value]) => (
        <Fact key={name} name={name} value={value} />
      ))}
    </dl>
  );
}

function Fact({ name, value }: { name: string; value: ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </>
  );
}
