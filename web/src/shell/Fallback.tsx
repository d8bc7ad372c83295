import { Link, useRouter, type ErrorComponentProps } from "@tanstack/react-router";

import { Empty } from "~/ui/Notice";
import { Page } from "~/ui/Page";

import { ProblemNotice } from "./ProblemNotice";

/** An address that no page has. */
export function Missing() {
  return (
    <Empty title="There is no such page">
      <p>The address may have been cut or mistyped.</p>
      <Link to="/explore">Go to Explore</Link>
    </Empty>
  );
}

/** A page that could not be drawn: says so in its place, and leaves the rest alone. */
export function Broken({ error }: ErrorComponentProps) {
  const router = useRouter();
  return (
    <Page title="This page could not be shown">
      <ProblemNotice error={error} onRetry={() => void router.invalidate()} />
    </Page>
  );
}
