import { Page } from "~/ui/Page";

export function TracePage() {
  return <Page title="URL trace">{null}</Page>;
}
