import { Page } from "~/ui/Page";

export function AdminPage() {
  return <Page title="Administration">{null}</Page>;
}
