import { Page } from "~/ui/Page";

export function ActionCentrePage() {
  return <Page title="Action centre">{null}</Page>;
}
