import { useState } from "react";

import type { TokenOut } from "~/api/generated";
import { Button } from "~/ui/Button";
import { Confirm } from "~/ui/Confirm";
import { Badge, type Tone } from "~/ui/Mark";
import { Empty } from "~/ui/Notice";
import { Quiet } from "~/ui/Stack";
import { Table, type Column } from "~/ui/Table";
import { worded } from "~/ui/words";

import { useAttempt } from "./attempt";
import { rolesSaid, scopeSaid } from "./permissions";
import { ProblemNotice } from "./ProblemNotice";
import { Ago, Time } from "./Time";

const TONES: Readonly<Record<TokenOut["state"], Tone>> = {
  active: "good",
  expired: "quiet",
  revoked: "quiet",
};

/** Tokens, those that open something first. */
export function TokenTable({
  tokens,
  mayRevoke,
  whose,
  onRevoke,
}: {
  tokens: readonly TokenOut[];
  mayRevoke: boolean;
  /** Whose a token is, for a table of everybody's. */
  whose?: (token: TokenOut) => string;
  onRevoke: (token: TokenOut) => Promise<unknown>;
}) {
  const [revoking, setRevoking] = useState<TokenOut>();
  const { error, run, forget } = useAttempt();
  const close = () => {
    setRevoking(undefined);
    forget();
  };
  const revoke = async () => {
    if (revoking && (await run(async () => void (await onRevoke(revoking))))) close();
  };
  if (tokens.length === 0) {
    return (
      <Empty icon="key" title="No tokens">
        <p>A token lets a program do what its maker allows, until a day that is said beforehand.</p>
      </Empty>
    );
  }
  const columns: Column<TokenOut>[] = [
    { name: "Name", shown: (one) => <strong>{one.name}</strong> },
    { name: "State", shown: (one) => <Badge tone={TONES[one.state]}>{worded(one.state)}</Badge> },
    ...(whose ? [{ name: "Whose", shown: whose }] : []),
    { name: "Opens", shown: (one) => <Opens token={one} /> },
    { name: "Scope", shown: (one) => scopeSaid(one.scope) },
    { name: "Last used", shown: (one) => <Ago at={one.last_used_at} /> },
    { name: "Expires", shown: (one) => <Time at={one.expires_at} /> },
    {
      name: "",
      shown: (one) =>
        mayRevoke &&
        one.state === "active" && <Button onClick={() => setRevoking(one)}>Revoke</Button>,
    },
  ];
  return (
    <>
      <Table
        label="Tokens"
        columns={columns}
        rows={tokens.toSorted((a, b) => rank(a) - rank(b))}
        keyOf={(one) => one.id}
      />
      <Confirm
        open={revoking !== undefined}
        title={`Revoke the token ${revoking?.name ?? ""}?`}
        about="Whatever uses it is refused from now on. It cannot be taken back."
        act="Revoke the token"
        refusal={error !== undefined && <ProblemNotice error={error} />}
        onAct={revoke}
        onClose={close}
      />
    </>
  );
}

function Opens({ token }: { token: TokenOut }) {
  const from = token.networks.length > 0 ? `, from ${token.networks.join(", ")}` : "";
  return (
    <span title={token.permissions.join(", ")}>
      {rolesSaid([token.role])}{" "}
      <Quiet>
        {token.permissions.length} permissions{from}
      </Quiet>
    </span>
  );
}

const rank = (token: TokenOut) => (token.state === "active" ? 0 : 1);
