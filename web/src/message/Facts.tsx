import type { ReactNode } from "react";

import type { Address, MessagePageOut } from "~/api/generated";
import { Time } from "~/shell/Time";
import { Hostile } from "~/ui/Hostile";
import { Facts } from "~/ui/Page";
import { sized, worded } from "~/ui/words";

import style from "./message.module.css";
import { Value } from "./Value";

const FEW = 8;

type Fact = readonly [string, ReactNode];

function linked(field: string, value: string | undefined): ReactNode {
  return value ? <Value field={field} value={value} /> : "";
}

/** Text of strangers; nothing where there is none, so that the fact is left out. */
function told(text: string | undefined): ReactNode {
  return text ? <Hostile text={text} /> : "";
}

function addresses(all: readonly Address[] | undefined): ReactNode {
  if (!all || all.length === 0) return "";
  const more = all.length - FEW;
  const said = all
    .slice(0, FEW)
    .map(({ display_name: name, address }) => (name ? `${name} <${address}>` : (address ?? "")));
  return <Hostile text={`${said.join(", ")}${more > 0 ? ` and ${more} more` : ""}`} />;
}

function words(codes: readonly string[]): string {
  return codes.map(worded).join(", ");
}

/** Who wrote it, how it came, and the ids that name it. */
export function MessageFacts({ page }: { page: MessagePageOut }) {
  const { delivery, details } = page;
  const facts: Fact[] = [
    ["Sender", linked("sender_address", delivery.sender_address)],
    ["Sender domain", linked("sender_domain", delivery.sender_domain)],
    ["Envelope sender", linked("sender_mail_from_address", delivery.sender_mail_from_address)],
    ["Return path", told(details.return_path)],
    ["Replies go to", addresses(details.reply_to)],
    ["To", addresses(details.to)],
    ["Cc", addresses(details.cc)],
    ["Sending address", linked("sender_ip", delivery.sender_ip)],
    ["Direction", details.directionality?.label],
    ["Sent", details.sent_at && <Time at={details.sent_at} seconds />],
    ["Received", <Time key="received" at={delivery.time_received} seconds />],
    ["Size", sized(delivery.email_size)],
    ["Language", told(details.language)],
    ["Connector", linked("connector", delivery.connector)],
    ["Transport rules", told(delivery.transport_rule.join(", "))],
    ["Campaign", linked("campaign_id", delivery.campaign_id)],
    ["Alike bodies", linked("cluster_id", delivery.cluster_id)],
    ["Internet message ID", linked("internet_message_id", delivery.internet_message_id)],
    ["Network message ID", linked("network_message_id", delivery.network_message_id)],
    ["Source", told(delivery.source)],
  ];
  return <Facts facts={facts} />;
}

/** What was found, by which means, and which policies and overrides had a say. */
export function DetectionFacts({ page }: { page: MessagePageOut }) {
  const { delivery, detection } = page;
  return (
    <Facts
      facts={[
        ["Delivery action", detection.delivery_action?.label],
        ["Location at delivery", detection.original_location?.label],
        [
          "Location now",
          detection.latest_location && (
            <>
              {detection.latest_location.label}
              {detection.folder && (
                <>
                  {" "}
                  (<Hostile text={detection.folder} />)
                </>
              )}
            </>
          ),
        ],
        ["Technologies", detection.detection_technologies?.map((one) => one.label).join(", ")],
        ["Phish confidence", detection.phish_confidence_level?.label],
        ["Malware families", told(detection.malware_families?.join(", "))],
        ["Threat classification", words(delivery.threat_classification)],
        ["Override", delivery.primary_override && worded(delivery.primary_override)],
        ["Override by", words(delivery.override_source)],
        ["Policy", delivery.policy_type && worded(delivery.policy_type)],
        ["Policy action", delivery.policy_action && worded(delivery.policy_action)],
        ["Context", words(delivery.context)],
        [
          "Impersonated",
          told([...delivery.impersonated_user, ...delivery.impersonated_domain].join(", ")),
        ],
        ["Spam level", delivery.spam_confidence_level],
        ["Bulk level", delivery.bulk_complaint_level],
        ["Reported", delivery.reported ? "By its recipient" : ""],
        ["Read", delivery.read === null ? "" : delivery.read ? "Yes" : "Not when last looked at"],
        ["Parsed", delivery.parse && delivery.parse !== "complete" ? delivery.parse : ""],
      ]}
    />
  );
}

/** What is odd about the mail, the weighty first. */
export function Oddities({ page }: { page: Pick<MessagePageOut, "oddities" | "ambiguities"> }) {
  const strongFirst = page.oddities.toSorted((one, two) => one.weight.localeCompare(two.weight));
  return (
    <ul className={style.sentences}>
      {strongFirst.map((one) => (
        <li key={one.code} className={one.weight === "weak" ? style.quiet : ""}>
          <Hostile text={one.sentence} />
        </li>
      ))}
      {page.ambiguities.map((one) => (
        <li key={one.code}>
          Two programs may read this mail differently: <Hostile text={one.label} />.
        </li>
      ))}
    </ul>
  );
}
