import { Link } from "@tanstack/react-router";
import { useState } from "react";

import type { MessagePageOut, Recipient } from "~/api/generated";
import { Button } from "~/ui/Button";
import { Hostile } from "~/ui/Hostile";
import { Badge } from "~/ui/Mark";
import { Table, type Column } from "~/ui/Table";
import { counted } from "~/ui/words";

import style from "./message.module.css";
import { NamedMark, NamedMarks } from "./Named";

const FEW = 10;

function columns(messageId: string): readonly Column<Recipient>[] {
  return [
    {
      name: "Recipient",
      shown: (one) => (
        <span className={style.row}>
          <Link
            to="/messages/$messageId"
            params={{ messageId }}
            search={{ recipient: one.recipient }}
          >
            <Hostile text={one.recipient} />
          </Link>
          {one.tags.map((tag) => (
            <Badge key={tag}>
              <Hostile text={tag} />
            </Badge>
          ))}
        </span>
      ),
    },
    {
      name: "At delivery",
      shown: (one) => <NamedMark field="location" named={one.original_location} />,
    },
    {
      name: "Now",
      shown: (one) => <NamedMark field="location" named={one.latest_location} />,
    },
    {
      name: "Since then",
      shown: (one) => <NamedMarks field="additional_action" named={one.additional_actions} />,
    },
  ];
}

/** Everybody who got the message, and how each delivery stands. */
export function Recipients({ page }: { page: MessagePageOut }) {
  const [all, setAll] = useState(false);
  const { recipients, delivery, recipient_count: count } = page;
  const shown = all ? recipients : recipients.slice(0, FEW);
  return (
    <>
      <Table
        label="Recipients"
        columns={columns(delivery.network_message_id)}
        rows={shown}
        keyOf={(one) => one.recipient}
        open={delivery.recipient}
      />
      {recipients.length > FEW && (
        <div>
          <Button kind="quiet" onClick={() => setAll(!all)}>
            {all ? "Show fewer" : `Show all ${recipients.length.toLocaleString("en")}`}
          </Button>
        </div>
      )}
      {count > recipients.length && (
        <p className={style.quiet}>
          The first {recipients.length.toLocaleString("en")} by address are listed of{" "}
          {counted(count, "recipient")}.
        </p>
      )}
    </>
  );
}
