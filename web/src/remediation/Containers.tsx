import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";

import {
  remediationContainerDiscard,
  remediationContainerPropose,
  remediationContainerRemove,
  type AdditionOut,
  type ContainerOut,
} from "~/api/generated";
import { remediationContainerListOptions } from "~/api/generated/@tanstack/react-query.gen";
import { askAgain } from "~/shell/live";
import { ProblemNotice } from "~/shell/ProblemNotice";
import { useMay } from "~/shell/session";
import { Ago } from "~/shell/Time";
import { say } from "~/shell/Toasts";
import { Button, IconButton } from "~/ui/Button";
import { CheckField } from "~/ui/Field";
import { Empty, Waiting } from "~/ui/Notice";
import { Card } from "~/ui/Page";
import { counted } from "~/ui/words";

import { ActionMark, SeverityBadge } from "./Marks";
import style from "./Remediation.module.css";
import type { Actions } from "./state";

/** Collections that several people add to before they are proposed as one remediation. */
export function Containers({
  state,
  onChange,
}: {
  state: Actions;
  onChange: (more: Actions) => void;
}) {
  const closed = state.closed === "yes";
  const query = { limit: 100, ...(closed ? { closed } : {}) };
  const found = useQuery(remediationContainerListOptions({ query }));
  return (
    <div className={style.list}>
      <CheckField
        label="Those that were proposed or discarded"
        checked={closed}
        onCheck={(checked) => onChange({ closed: checked ? "yes" : undefined })}
      />
      {found.error && <ProblemNotice error={found.error} onRetry={() => void found.refetch()} />}
      {found.isPending && <Waiting what="containers" />}
      {found.data?.items.length === 0 && (
        <Empty icon="folder" title={closed ? "None is closed yet" : "No container is open"}>
          <p>
            Choose deliveries in <Link to="/explore">Explore</Link>, and add them to a container
            where several of you gather what belongs together.
          </p>
        </Empty>
      )}
      {found.data?.items.map((one) => (
        <One key={one.id} container={one} />
      ))}
      {found.data?.next && <p className={style.quiet}>The newest hundred are shown.</p>}
    </div>
  );
}

function One({ container }: { container: ContainerOut }) {
  const closed = container.remediation_id !== null || container.discarded_at !== null;
  const { busy, error, run, propose } = useContainer(container);
  const may = useMay();
  const left = container.parts.filter((part) => part.removed_at === null);
  const drafts = may("remediate.draft") ? undefined : "Your role does not change containers.";
  const empty = left.length === 0 ? "There is nothing in it." : undefined;
  const proposes = may("remediate.propose") ? empty : "Your role does not propose remediations.";
  return (
    <Card>
      <div className={style.between}>
        <div className={style.lines}>
          <span className={style.title}>{container.name}</span>
          <div className={style.row}>
            <SeverityBadge severity={container.severity} />
            <ActionMark action={container.action} />
            <span className={style.quiet}>
              {container.created_by} opened it <Ago at={container.created_at} />
            </span>
          </div>
        </div>
        {!closed && (
          <div className={style.row}>
            <Button
              icon="close"
              why={drafts ?? busy}
              onClick={() =>
                void run(() =>
                  remediationContainerDiscard({ path: { container_id: container.id } }),
                )
              }
            >
              Discard
            </Button>
            <Button kind="main" icon="people" why={proposes ?? busy} onClick={() => void propose()}>
              Propose as one
            </Button>
          </div>
        )}
      </div>
      {error !== undefined && <ProblemNotice error={error} />}
      <Fate container={container} />
      <div>
        <strong>{counted(left.length, "part")}</strong>
        {container.parts.map((part) => (
          <Part
            key={part.number}
            part={part}
            why={drafts ?? busy}
            onRemove={
              closed
                ? undefined
                : () =>
                    void run(() =>
                      remediationContainerRemove({
                        path: { container_id: container.id },
                        body: { number: part.number },
                      }),
                    )
            }
          />
        ))}
      </div>
    </Card>
  );
}

function Fate({ container }: { container: ContainerOut }) {
  if (container.remediation_id !== null) {
    return (
      <Link to="/actions/$remediationId" params={{ remediationId: container.remediation_id }}>
        It became a remediation
      </Link>
    );
  }
  if (container.discarded_at === null) return null;
  return (
    <p className={style.quiet}>
      {container.discarded_by} discarded it <Ago at={container.discarded_at} />.
    </p>
  );
}

function Part({
  part,
  why,
  onRemove,
}: {
  part: AdditionOut;
  why: string | undefined;
  onRemove: (() => void) | undefined;
}) {
  const gone = part.removed_at !== null;
  return (
    <div className={style.part}>
      <div>
        <code className={`${style.filter} ${gone ? style.gone : ""}`}>
          {part.filter || "all mail"}
        </code>
        <span className={style.quiet}>
          {part.added_by}, <Ago at={part.added_at} />
          {gone && `; taken out by ${part.removed_by}`}
        </span>
      </div>
      <div className={style.row}>
        <Link to="/explore" search={{ filter: part.filter, since: "all" }}>
          Show
        </Link>
        {!gone && onRemove && (
          <IconButton icon="minus" label="Take out" why={why} onClick={onRemove} />
        )}
      </div>
    </div>
  );
}

function useContainer({ id, name }: ContainerOut) {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [working, setWorking] = useState(false);
  const [error, setError] = useState<unknown>();
  const run = async <Given,>(act: () => Promise<Given>): Promise<Given | undefined> => {
    setWorking(true);
    setError(undefined);
    try {
      const given = await act();
      askAgain(queries, { topic: "containers", versions: { [id]: "" } });
      return given;
    } catch (refused) {
      setError(refused);
      return undefined;
    } finally {
      setWorking(false);
    }
  };
  const propose = async () => {
    const made = await run(() => remediationContainerPropose({ path: { container_id: id } }));
    if (!made?.data) return;
    say("Proposed to others", name);
    await navigate({
      to: "/actions/$remediationId",
      params: { remediationId: made.data.id },
    });
  };
  return { busy: working ? "One moment." : undefined, error, run, propose };
}
