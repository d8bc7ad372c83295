import { Page } from "~/ui/Page";

export function SetUpPage() {
  return <Page title="Set your password">{null}</Page>;
}
