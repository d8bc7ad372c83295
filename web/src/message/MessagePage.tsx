import { Page } from "~/ui/Page";

export function MessagePage() {
  return <Page title="Message">{null}</Page>;
}
