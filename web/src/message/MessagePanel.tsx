import { Link } from "@tanstack/react-router";
import { useState } from "react";

import button from "~/ui/Button.module.css";
import { IconButton } from "~/ui/Button";
import { Icon } from "~/ui/Icon";

import { MessageView } from "./MessageView";
import type { Tab } from "./state";

/** One delivery beside a list of them. The tab stays open when another delivery is shown. */
export function MessagePanel({
  messageId,
  recipient,
  onClose,
}: {
  messageId: string;
  recipient?: string | undefined;
  onClose: () => void;
}) {
  const [tab, setTab] = useState<Tab>("summary");
  return (
    <MessageView
      messageId={messageId}
      recipient={recipient}
      tab={tab}
      onTab={setTab}
      wide={false}
      acts={
        <>
          <Link
            to="/messages/$messageId"
            params={{ messageId }}
            search={{ recipient, tab: tab === "summary" ? undefined : tab }}
            className={`${button["button"]} ${button["quiet"]} ${button["square"]}`}
            aria-label="Open on a page of its own"
            title="Open on a page of its own"
          >
            <Icon name="external" />
          </Link>
          <IconButton icon="close" label="Close the message" onClick={onClose} />
        </>
      }
    />
  );
}
