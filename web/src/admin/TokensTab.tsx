import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { tokenCreate, tokenRevoke, type Role, type TokenOut } from "~/api/generated";
import {
  personListOptions,
  tokenListOptions,
  tokenListQueryKey,
} from "~/api/generated/@tanstack/react-query.gen";
import { NewToken } from "~/shell/NewToken";
import { NEVER_IN_A_TOKEN, rolesQuery } from "~/shell/permissions";
import { useMay, useMe } from "~/shell/session";
import { TokenTable } from "~/shell/TokenTable";
import { Button } from "~/ui/Button";
import { Card } from "~/ui/Page";

import style from "./Admin.module.css";
import { Asked } from "./Asked";

/** Every token, of services and of people. */
export function TokensTab() {
  const tokens = useQuery(tokenListOptions());
  const may = useMay();
  const me = useMe();
  const people = useQuery({ ...personListOptions(), enabled: may("people.read") }).data?.items;
  const roles = useQuery(rolesQuery).data ?? [];
  const queries = useQueryClient();
  const [making, setMaking] = useState(false);
  const again = () => queries.invalidateQueries({ queryKey: tokenListQueryKey() });
  const whose = (token: TokenOut) =>
    token.owner === ""
      ? "A service"
      : (people?.find((one) => one.id === token.owner)?.name ?? token.owner);
  return (
    <>
      <div className={style.bar}>
        <p>
          A service’s token belongs to nobody and can do what its role may. Tokens of people are
          made in their own accounts, and end with them.
        </p>
        <Button
          kind="main"
          icon="plus"
          onClick={() => setMaking(true)}
          why={whyNot(may("tokens.manage"), (me?.second_factors.length ?? 0) > 0)}
        >
          New service token
        </Button>
      </div>
      <Card padded={false}>
        <Asked query={tokens} what="tokens">
          {({ items }) => (
            <TokenTable
              tokens={items}
              mayRevoke={may("tokens.manage")}
              whose={whose}
              onRevoke={(token) =>
                tokenRevoke({ path: { token_id: token.id } }).then(() => again())
              }
            />
          )}
        </Asked>
      </Card>
      <NewToken
        open={making}
        title="A token for a service"
        about="It belongs to nobody, and goes on when people leave. It never approves."
        roles={roles.map((role): Role => role.role)}
        never={NEVER_IN_A_TOKEN}
        create={async (body) => {
          const { data } = await tokenCreate({ body });
          void again();
          return data;
        }}
        onClose={() => setMaking(false)}
      />
    </>
  );
}

function whyNot(may: boolean, proves: boolean): string | undefined {
  if (!may) return "Only administrators give out tokens.";
  return proves ? undefined : "Tokens take a second factor: add one in your account first.";
}
