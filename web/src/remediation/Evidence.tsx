import { Link } from "@tanstack/react-router";

import type { CopyOut, ItemOut, PlaceOut } from "~/api/generated";
import { Time } from "~/shell/Time";
import { Hostile } from "~/ui/Hostile";
import { Icon } from "~/ui/Icon";
import { Mark } from "~/ui/Mark";
import { Facts } from "~/ui/Page";
import { counted, worded } from "~/ui/words";

import style from "./Remediation.module.css";

/** What shows how a delivery ended: where each copy was and is, and the look afterwards. */
export function Evidence({ item }: { item: ItemOut }) {
  return (
    <div className={style.evidence}>
      <Facts
        facts={[
          ["Account", <Hostile key="account" text={`${item.account} on ${item.server}`} />],
          ["When frozen", worded(item.location_when_frozen)],
          ["Attempts", counted(item.attempts, "attempt")],
          ["Note", item.note && <Hostile text={item.note} />],
          [
            "Message",
            <Link
              key="message"
              to="/messages/$messageId"
              params={{ messageId: item.network_message_id }}
            >
              <code>{item.network_message_id}</code>
            </Link>,
          ],
          ["Message-ID", item.internet_message_id && <Hostile text={item.internet_message_id} />],
        ]}
      />
      {item.copies.length === 0 && <p className={style.quiet}>No copy was seen.</p>}
      {item.copies.map((copy) => (
        <Copy key={`${copy.before.folder} ${copy.before.uid} ${copy.before.guid}`} copy={copy} />
      ))}
    </div>
  );
}

function Copy({ copy }: { copy: CopyOut }) {
  const moved = copy.after !== null && copy.after.folder !== copy.before.folder;
  return (
    <div>
      <div className={style.way}>
        <Place place={copy.before} />
        {moved && (
          <>
            <Icon name="chevron" />
            <span className="visually-hidden">to</span>
            <Place place={copy.after} />
          </>
        )}
        {copy.read_back ? (
          <Mark tone="good" icon="check">
            Seen there afterwards
          </Mark>
        ) : (
          <Mark tone="unknown" icon="minus">
            Not looked at again
          </Mark>
        )}
        {copy.read_back && !copy.flags_kept && (
          <Mark tone="warn" icon="warning">
            Flags or date differ
          </Mark>
        )}
        {copy.escrow && (
          <Mark tone="clean" icon="key">
            Sealed copy kept
          </Mark>
        )}
      </div>
      <div className={style.quiet}>
        {copy.flags.length > 0 && `Flags ${copy.flags.join(" ")} · `}
        {copy.internal_date && (
          <>
            received <Time at={copy.internal_date} seconds />
          </>
        )}
      </div>
    </div>
  );
}

function Place({ place }: { place: PlaceOut | null }) {
  if (!place) return null;
  const numbers = `UIDVALIDITY ${place.uid_validity}, UID ${place.uid}${place.guid ? `, GUID ${place.guid}` : ""}`;
  return (
    <span title={numbers}>
      <code>{place.folder}</code>{" "}
      <span className={style.quiet}>{place.uid > 0 && `UID ${place.uid}`}</span>
    </span>
  );
}
