import { Page } from "~/ui/Page";

export function ExplorePage() {
  return <Page title="Explore">{null}</Page>;
}
