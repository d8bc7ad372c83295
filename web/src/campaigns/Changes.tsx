import { useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";

import { campaignUndo, type CampaignChangeOut } from "~/api/generated";
import { useAttempt } from "~/shell/attempt";
import { ProblemNotice } from "~/shell/ProblemNotice";
import { useMay } from "~/shell/session";
import { Time } from "~/shell/Time";
import { Button } from "~/ui/Button";
import { Confirm } from "~/ui/Confirm";
import { Hostile } from "~/ui/Hostile";
import { Empty, Waiting } from "~/ui/Notice";
import { Table, type Column } from "~/ui/Table";
import { counted } from "~/ui/words";

import { useChanges } from "./asking";

/** What people merged with a campaign and split off it; each can be taken back. */
export function Changes({ id }: { id: string }) {
  const may = useMay();
  const found = useChanges(id);
  const [undoing, setUndoing] = useState<CampaignChangeOut>();
  if (found.error) {
    return <ProblemNotice error={found.error} onRetry={() => void found.refetch()} />;
  }
  if (!found.data) return <Waiting what="the history" />;
  if (found.data.length === 0) {
    return (
      <Empty icon="list" title="Nobody merged or split it">
        <p>Merge it with another campaign, or split a part off, with the buttons above.</p>
      </Empty>
    );
  }
  return (
    <>
      <Table
        label="History"
        columns={columns(id, may("mail.judge") ? setUndoing : undefined)}
        rows={found.data}
        keyOf={(one) => String(one.number)}
      />
      {undoing && <Undo id={id} change={undoing} onClose={() => setUndoing(undefined)} />}
    </>
  );
}

const columns = (
  id: string,
  onUndo: ((one: CampaignChangeOut) => void) | undefined,
): Column<CampaignChangeOut>[] => [
  { name: "When", shown: (one) => <Time at={one.at} /> },
  {
    name: "What",
    shown: (one) => (one.undone_by ? `${one.kind_label}, then taken back` : one.kind_label),
  },
  { name: "From", shown: (one) => <Campaign of={one.origin} here={id} /> },
  { name: "To", shown: (one) => <Campaign of={one.target} here={id} /> },
  { name: "Messages", number: true, shown: (one) => one.mails.toLocaleString("en") },
  { name: "Who", shown: (one) => <Hostile text={one.actor} /> },
  { name: "Why", shown: (one) => <Hostile text={one.reason} /> },
  {
    name: "",
    shown: (one) =>
      one.undoable &&
      onUndo && (
        <Button icon="undo" onClick={() => onUndo(one)}>
          Take back…
        </Button>
      ),
  },
];

function Campaign({ of, here }: { of: string; here: string }) {
  if (of === here) return "this one";
  return (
    <Link to="/campaigns/$campaignId" params={{ campaignId: of }}>
      {of}
    </Link>
  );
}

function Undo({
  id,
  change,
  onClose,
}: {
  id: string;
  change: CampaignChangeOut;
  onClose: () => void;
}) {
  const queries = useQueryClient();
  const { error, run } = useAttempt();
  return (
    <Confirm
      open
      title="Take it back?"
      about={`${counted(change.mails, "message")} go back from ${change.target} to ${change.origin}. Mail that came since stays where it is.`}
      act="Take back"
      refusal={error === undefined ? undefined : <ProblemNotice error={error} />}
      onClose={onClose}
      onAct={() =>
        run(async () => {
          await campaignUndo({ path: { campaign_id: id, number: change.number }, body: {} });
          await queries.invalidateQueries({ queryKey: ["campaigns"] });
          onClose();
        })
      }
    />
  );
}
