import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";

import type { MessagePageOut } from "~/api/generated";
import { Time } from "~/shell/Time";
import { Hostile } from "~/ui/Hostile";
import { Icon } from "~/ui/Icon";
import { counted } from "~/ui/words";

import style from "./message.module.css";
import { NamedMark, NamedMarks } from "./Named";
import { Value } from "./Value";

/** Which message it is: its subject, who wrote to whom, what was found, and where it lies. */
export function Head({
  page,
  heading: Heading,
  acts,
}: {
  page: MessagePageOut;
  heading: "h1" | "h2";
  acts: ReactNode;
}) {
  const { delivery, detection, recipient_count: recipients } = page;
  const { original_location: first, latest_location: last } = detection;
  const name = delivery.sender_display_name;
  return (
    <header className={style.head}>
      <div className={style.title}>
        <Heading>
          {delivery.subject ? <Hostile text={delivery.subject} /> : "Message without a subject"}
        </Heading>
        <div className={style.acts}>{acts}</div>
      </div>
      <p className={style.people}>
        {name && (
          <>
            <strong>
              <Hostile text={name} />
            </strong>{" "}
          </>
        )}
        <Value field="sender_address" value={delivery.sender_address || "nobody"} /> to{" "}
        <Value field="recipient" value={delivery.recipient} />
        {recipients > 1 && ` and ${counted(recipients - 1, "other")}`}
        {" · "}
        <Time at={delivery.time_received} seconds />
      </p>
      <div className={style.marks}>
        <NamedMarks
          field="threat_type"
          named={detection.original_threats ?? []}
          none="No threat found"
        />
        {last && first && last.code !== first.code ? (
          <>
            <NamedMark field="location" named={first} />
            <span className={style.arrow}>
              <Icon name="chevron" size={12} />
              <span className="visually-hidden">then</span>
            </span>
            <NamedMark field="location" named={last} />
          </>
        ) : (
          <NamedMark field="location" named={last ?? first} />
        )}
        <NamedMarks field="additional_action" named={detection.additional_actions ?? []} />
        {last?.code === "quarantine" && (
          <Link to="/quarantine" search={{ message: delivery.network_message_id }}>
            Open in quarantine
          </Link>
        )}
      </div>
    </header>
  );
}
