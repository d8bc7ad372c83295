import { text, type Search } from "~/shell/search";

export type SignIn = { next?: string | undefined };

/** Where to go after signing in: a page of ours, never another site. */
export function readSignIn(search: Search): SignIn {
  const next = text(search, "next");
  return next?.startsWith("/") && !next.startsWith("//") ? { next } : {};
}
