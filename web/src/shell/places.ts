import type { LinkProps } from "@tanstack/react-router";

import type { IconName } from "~/ui/Icon";

/** A page of the navigation, and the permission without which it is of no use. */
export type Place = {
  to: NonNullable<LinkProps["to"]>;
  says: string;
  icon: IconName;
  keys: string;
  needs: string;
};

export const PLACES: readonly Place[] = [
  { to: "/explore", says: "Explore", icon: "search", keys: "g e", needs: "deliveries.read" },
  { to: "/links", says: "URL trace", icon: "link", keys: "g u", needs: "deliveries.read" },
  { to: "/actions", says: "Action centre", icon: "bolt", keys: "g a", needs: "remediations.read" },
  { to: "/audit", says: "Audit", icon: "book", keys: "g t", needs: "audit.read" },
  { to: "/admin", says: "Administration", icon: "gear", keys: "g s", needs: "deliveries.read" },
];
