import { useNavigate, useParams, useSearch } from "@tanstack/react-router";

import { MessageView } from "./MessageView";

/** One delivery on a page of its own. */
export function MessagePage() {
  const { messageId } = useParams({ from: "/inside/messages/$messageId" });
  const { recipient, tab } = useSearch({ from: "/inside/messages/$messageId" });
  const navigate = useNavigate({ from: "/messages/$messageId" });
  return (
    <MessageView
      messageId={messageId}
      recipient={recipient}
      tab={tab ?? "summary"}
      onTab={(next) =>
        void navigate({
          search: { recipient, tab: next === "summary" ? undefined : next },
          replace: true,
        })
      }
      wide
      acts={null}
    />
  );
}
