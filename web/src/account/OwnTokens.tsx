import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { accountTokenCreate, accountTokenRevoke, type MeOut } from "~/api/generated";
import {
  accountTokensOptions,
  accountTokensQueryKey,
} from "~/api/generated/@tanstack/react-query.gen";
import { NewToken } from "~/shell/NewToken";
import { NEVER_IN_AN_OWN_TOKEN } from "~/shell/permissions";
import { ProblemNotice } from "~/shell/ProblemNotice";
import { TokenTable } from "~/shell/TokenTable";
import { Button } from "~/ui/Button";
import { Waiting } from "~/ui/Notice";
import { Card } from "~/ui/Page";

/** Tokens of one's own, for programs that act as oneself. */
export function OwnTokens({ me }: { me: MeOut }) {
  const tokens = useQuery(accountTokensOptions());
  const queries = useQueryClient();
  const [making, setMaking] = useState(false);
  const again = () => queries.invalidateQueries({ queryKey: accountTokensQueryKey() });
  const can = me.second_factors.length > 0;
  return (
    <Card
      title="Your tokens"
      padded={false}
      acts={
        <Button
          icon="plus"
          onClick={() => setMaking(true)}
          why={can ? undefined : "A token takes a second factor: add one above first."}
        >
          New token
        </Button>
      }
    >
      {tokens.isError && (
        <ProblemNotice error={tokens.error} onRetry={() => void tokens.refetch()} />
      )}
      {tokens.isPending && <Waiting what="your tokens" lines={2} />}
      {tokens.data && (
        <TokenTable
          tokens={tokens.data.items}
          mayRevoke
          onRevoke={(token) =>
            accountTokenRevoke({ path: { token_id: token.id } }).then(() => again())
          }
        />
      )}
      <NewToken
        open={making}
        title="A token of your own"
        about="It never opens more than you may do yourself at that moment, and ends with your account."
        roles={me.roles}
        never={NEVER_IN_AN_OWN_TOKEN}
        create={async (body) => {
          const { data } = await accountTokenCreate({ body });
          void again();
          return data;
        }}
        onClose={() => setMaking(false)}
      />
    </Card>
  );
}
