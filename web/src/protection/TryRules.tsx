import { useQuery } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";

import { linkRuleTry } from "~/api/generated";
import { ProblemNotice } from "~/shell/ProblemNotice";
import { Button } from "~/ui/Button";
import { TextField } from "~/ui/Field";
import { Notice } from "~/ui/Notice";
import { Card } from "~/ui/Page";
import { Row, Stack } from "~/ui/Stack";
import { amid } from "~/ui/words";

type Mail = { recipient: string; sender: string; url: string };
const NOBODY: Mail = { recipient: "", sender: "", url: "" };

/** Which rule would count for a mail, before one comes. */
export function TryRules({ edition }: { edition: number }) {
  const [typed, setTyped] = useState(NOBODY);
  const [mail, setMail] = useState(NOBODY);
  const found = useQuery({
    queryKey: ["protection", "try", mail, edition],
    queryFn: async ({ signal }) =>
      (await linkRuleTry({ query: mail, signal, throwOnError: true })).data,
    enabled: mail.recipient !== "",
  });
  const send = (event: FormEvent) => {
    event.preventDefault();
    setMail({ ...typed, recipient: typed.recipient.trim(), sender: typed.sender.trim() });
  };
  const type = (part: Partial<Mail>) => setTyped((now) => ({ ...now, ...part }));
  return (
    <Card title="What would count?">
      <form onSubmit={send}>
        <Stack>
          <Row>
            <TextField
              label="To"
              value={typed.recipient}
              onChange={(event) => type({ recipient: event.target.value })}
            />
            <TextField
              label="From"
              value={typed.sender}
              onChange={(event) => type({ sender: event.target.value })}
            />
            <TextField
              label="A link in it"
              value={typed.url}
              onChange={(event) => type({ url: event.target.value })}
            />
          </Row>
          <Row>
            <Button type="submit" why={typed.recipient.trim() === "" ? "Say to whom." : undefined}>
              Try it
            </Button>
          </Row>
          {found.error && <ProblemNotice error={found.error} />}
          {found.data && (
            <Notice>
              The rule <strong>{found.data.name}</strong> counts: {amid(found.data.rewrite_label)}.
              {found.data.spared && " This link is spared: it is never rewritten."}
            </Notice>
          )}
        </Stack>
      </form>
    </Card>
  );
}
