import { Page } from "~/ui/Page";

export function RemediationPage() {
  return <Page title="Remediation">{null}</Page>;
}
