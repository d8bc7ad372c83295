import type { LinkProps } from "@tanstack/react-router";

import type { IconName } from "~/ui/Icon";

/** A page of the navigation, and the permissions of which somebody needs one to use it. */
export type Place = {
  to: NonNullable<LinkProps["to"]>;
  says: string;
  icon: IconName;
  keys: string;
  needs: readonly string[];
};

const PLACES: readonly Place[] = [
  { to: "/explore", says: "Explore", icon: "search", keys: "g e", needs: ["deliveries.read"] },
  { to: "/alerts", says: "Alerts", icon: "bell", keys: "g n", needs: ["alerts.read"] },
  { to: "/campaigns", says: "Campaigns", icon: "group", keys: "g c", needs: ["deliveries.read"] },
  {
    to: "/investigations",
    says: "Investigations",
    icon: "bug",
    keys: "g i",
    needs: ["deliveries.read"],
  },
  { to: "/links", says: "URL trace", icon: "link", keys: "g u", needs: ["deliveries.read"] },
  {
    to: "/protection",
    says: "Links and clicks",
    icon: "eye",
    keys: "g l",
    needs: ["deliveries.read"],
  },
  {
    to: "/actions",
    says: "Action centre",
    icon: "bolt",
    keys: "g a",
    needs: ["remediations.read"],
  },
  {
    to: "/quarantine",
    says: "Quarantine",
    icon: "shield",
    keys: "g q",
    needs: ["deliveries.read"],
  },
  {
    to: "/submissions",
    says: "Submissions",
    icon: "upload",
    keys: "g m",
    needs: ["submissions.read"],
  },
  { to: "/entries", says: "Block and allow", icon: "stop", keys: "g b", needs: ["lists.read"] },
  { to: "/audit", says: "Audit", icon: "book", keys: "g t", needs: ["audit.read"] },
  {
    to: "/admin",
    says: "Administration",
    icon: "gear",
    keys: "g s",
    needs: ["people.read", "tokens.read", "system.read"],
  },
];

/** What the same page is for those who administer nothing: how mail comes in, and lists. */
const SOURCES: Place = {
  to: "/admin",
  says: "Sources and lists",
  icon: "list",
  keys: "g s",
  needs: ["deliveries.read", "lists.read"],
};

/** The pages of the navigation that are of use to somebody. */
export function placesFor(may: (permission: string) => boolean): readonly Place[] {
  const found = PLACES.filter((place) => place.needs.some(may));
  const administers = found.some((place) => place.to === SOURCES.to);
  return administers || !SOURCES.needs.some(may) ? found : [...found, SOURCES];
}
