import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";

import button from "~/ui/Button.module.css";
import { Icon } from "~/ui/Icon";

import { MessageView } from "./MessageView";
import { having } from "./pivots";

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
      acts={
        <>
          <Link
            to="/investigations"
            search={{ begin: "message", value: messageId }}
            className={button["button"]}
            title="What belongs to it, who clicked, and what should go"
          >
            <Icon name="bug" />
            Investigate
          </Link>
          <Link
            to="/submissions"
            search={{ submit: "email", value: messageId }}
            className={button["button"]}
            title="It was judged wrong: have it judged again, and told to those who should know"
          >
            <Icon name="upload" />
            Submit
          </Link>
          <Link
            to="/explore"
            search={{ filter: having("network_message_id", messageId), since: "all" }}
            className={button["button"]}
            title="Every delivery of it in Explore, to be chosen and remediated"
          >
            <Icon name="search" />
            In Explore
          </Link>
        </>
      }
    />
  );
}
