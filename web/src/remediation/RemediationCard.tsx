import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";

import type { RemediationOut } from "~/api/generated";
import { Card } from "~/ui/Page";

import { Gist } from "./Marks";
import style from "./Remediation.module.css";
import type { VerbName } from "./verbs";
import { Verbs } from "./Verbs";

/** A remediation in a list: its name leads to its page, and beside it is what can be done. */
export function RemediationCard({
  remediation,
  about,
  only,
  children,
}: {
  remediation: RemediationOut;
  /** What else is said of it in one line. */
  about: ReactNode;
  /** The verbs that belong here; else all that it has. */
  only?: readonly VerbName[];
  children: ReactNode;
}) {
  return (
    <Card>
      <div className={style.between}>
        <div className={style.lines}>
          <Link
            to="/actions/$remediationId"
            params={{ remediationId: remediation.id }}
            className={style.title}
          >
            {remediation.name}
          </Link>
          <div className={style.row}>
            <Gist remediation={remediation} />
            {about}
          </div>
        </div>
        <div className={style.row}>
          <Verbs remediation={remediation} {...(only ? { only } : {})} />
        </div>
      </div>
      {children}
    </Card>
  );
}
