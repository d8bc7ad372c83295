import type { Moment, Named, ShownClicks } from "~/api/generated";
import type { IconName } from "~/ui/Icon";
import type { Tone } from "~/ui/Mark";
import { lookOf } from "~/ui/tones";
import { defanged, worded } from "~/ui/words";

type Click = ShownClicks["rows"][number];

/** One line of the story of a message, ready to be drawn. */
export type Line = {
  id: string;
  at: string;
  recipient: string;
  icon: IconName;
  tone: Tone;
  title: string;
  result: string;
  details: string;
  location?: Named | undefined;
  folder: string;
  threats: readonly Named[];
  /** Whose doing it was: "System", "Admin", "User", and the name where it is known. */
  by: string;
  remediation: string;
};

const ICONS: Readonly<Record<string, IconName>> = {
  original_delivery: "mail",
  located: "search",
  remediated: "bolt",
  undone: "undo",
  reported: "person",
  alerted: "warning",
  grouped: "list",
  transport: "mail",
  link_turned: "warning",
  zap: "bolt",
  quarantine_release: "shield",
  reprocessed: "swap",
};

const TONES: Readonly<Record<string, Tone>> = { alerted: "warn", link_turned: "danger" };

const FAILED = new Set(["Failed", "Unknown", "Not actionable", "Drifted", "Not found"]);

function happened(one: Moment): Line {
  const look = one.location ? lookOf("location", one.location.code) : undefined;
  return {
    id: `${one.recipient} ${one.id}`,
    at: one.at,
    recipient: one.recipient,
    icon: ICONS[one.event.code] ?? "clock",
    tone: FAILED.has(one.result) ? "danger" : (look?.tone ?? TONES[one.event.code] ?? "accent"),
    title: one.event.label,
    result: one.result,
    details: one.details ?? "",
    location: one.location ?? undefined,
    folder: one.folder ?? "",
    threats: one.threats ?? [],
    by: [one.source.label, one.actor].filter(Boolean).join(", "),
    remediation: one.remediation_id ?? "",
  };
}

function clicked(click: Click): Line {
  const look = lookOf("click_verdict", click.click_verdict ?? "none");
  const past = click.clicked_through ? ", and went on past the warning" : "";
  return {
    id: `click ${click.click_id}`,
    at: click.time_clicked,
    recipient: click.recipient,
    icon: "link",
    tone: look?.tone ?? "unknown",
    title: "Link clicked",
    result: worded(click.click_verdict ?? "none"),
    details: `${defanged(click.url)}${past}`,
    folder: "",
    threats: [],
    by: ["User", click.client_ip].filter(Boolean).join(", "),
    remediation: "",
  };
}

/** What happened to a message and on its links, as one story, oldest first. */
export function story(moments: readonly Moment[], clicks: readonly Click[]): Line[] {
  const lines = [...moments.map(happened), ...clicks.map(clicked)];
  return lines.toSorted(
    (one, two) =>
      new Date(one.at).valueOf() - new Date(two.at).valueOf() || (one.id < two.id ? -1 : 1),
  );
}

/** The lines in which all of these words stand, however they are written. */
export function telling(lines: readonly Line[], words: string): Line[] {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  return lines.filter((line) => {
    const said = [
      line.title,
      line.result,
      line.details,
      line.recipient,
      line.by,
      line.folder,
      line.location?.label ?? "",
      ...line.threats.map((one) => one.label),
    ];
    const text = said.join("\n").toLowerCase();
    return wanted.every((word) => text.includes(word));
  });
}
