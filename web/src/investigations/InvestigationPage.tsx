import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";

import { investigationCancel, type InvestigationPageOut } from "~/api/generated";
import {
  investigationGetOptions,
  investigationGraphOptions,
} from "~/api/generated/@tanstack/react-query.gen";
import { useAttempt } from "~/shell/attempt";
import { ProblemNotice } from "~/shell/ProblemNotice";
import { useMay } from "~/shell/session";
import { Time } from "~/shell/Time";
import { Button } from "~/ui/Button";
import { Share, Stat, Stats } from "~/ui/Figures";
import { Hostile } from "~/ui/Hostile";
import { Notice, Waiting } from "~/ui/Notice";
import { Card, Facts, Page } from "~/ui/Page";
import { Row } from "~/ui/Stack";
import { Tabs } from "~/ui/Tabs";
import { worded } from "~/ui/words";

import { GraphPicture } from "./GraphPicture";
import { StatusMark, ThreatMark } from "./Marks";
import { TABS } from "./state";
import { Actions, Clusters, Entities, EvidenceTable, Log } from "./Tables";

/** One investigation: how far it is, what was found and why, and what should follow. */
export function InvestigationPage() {
  const { investigationId } = useParams({ from: "/inside/investigations/$investigationId" });
  const path = { investigation_id: investigationId };
  const found = useQuery(investigationGetOptions({ path }));
  if (found.error && !found.data) {
    return (
      <Page title="Investigation">
        <ProblemNotice error={found.error} onRetry={() => void found.refetch()} />
      </Page>
    );
  }
  if (!found.data) {
    return (
      <Page title="Investigation">
        <Waiting what="the investigation" />
      </Page>
    );
  }
  return <Shown page={found.data} />;
}

function Shown({ page }: { page: InvestigationPageOut }) {
  const may = useMay();
  const { tab = "graph" } = useSearch({ from: "/inside/investigations/$investigationId" });
  const navigate = useNavigate({ from: "/investigations/$investigationId" });
  const { error, run } = useAttempt();
  const cancel = () =>
    void run(async () => {
      await investigationCancel({ path: { investigation_id: page.id } });
    });
  return (
    <Page
      title={<Hostile text={`${worded(page.kind)} ${page.value}`} />}
      about={
        <Row>
          <StatusMark of={page} />
          <ThreatMark verdict={page.verdict} />
        </Row>
      }
      acts={
        page.status === "running" && (
          <Button
            icon="stop"
            why={may("mail.judge") ? undefined : "Your role ends no investigation."}
            onClick={cancel}
          >
            End it
          </Button>
        )
      }
    >
      {error !== undefined && <ProblemNotice error={error} />}
      {page.trouble !== "" && (
        <Notice tone="warn" title="Something went wrong">
          {page.trouble}
        </Notice>
      )}
      <Card>
        <Stats>
          <Stat value={`${page.done} of ${page.steps}`} of="steps" />
          <Stat value={page.malicious_clusters.toLocaleString("en")} of="malicious clusters" />
          <Stat value={page.actions.toLocaleString("en")} of="actions" />
        </Stats>
        <Share
          label="Steps"
          parts={[{ name: "done", count: page.done, tone: "accent" }]}
          left={page.steps - page.done}
          legend={false}
        />
        <Facts
          facts={[
            ["Begun", <Time key="begun" at={page.at} seconds />],
            ["Ended", page.ended_at && <Time key="ended" at={page.ended_at} seconds />],
            ["Looks back to", <Time key="since" at={page.since} />],
            ["Playbook", page.playbook],
            ["Who", <Hostile key="who" text={page.by_name} />],
            ["Why", page.reason && <Hostile key="why" text={page.reason} />],
            ["Never acted on", page.spare && <Spared key="spare" page={page} />],
            ["Id", page.id],
          ]}
        />
      </Card>
      <Card padded={false}>
        <Tabs
          label="Investigation"
          tabs={TABS.map(({ name, label }) => ({ name, label }))}
          open={tab}
          onOpen={(name) => void navigate({ search: { tab: name }, replace: true })}
        >
          <Content page={page} tab={tab} />
        </Tabs>
      </Card>
    </Page>
  );
}

/** What the settings leave out, such as phishing simulations. */
function Spared({ page }: { page: InvestigationPageOut }) {
  return (
    <Link to="/explore" search={{ filter: page.spare, since: page.since }}>
      <Hostile text={page.spare} />
    </Link>
  );
}

function Content({
  page,
  tab,
}: {
  page: InvestigationPageOut;
  tab: (typeof TABS)[number]["name"];
}) {
  if (tab === "graph") return <Graph id={page.id} />;
  if (tab === "clusters") return <Clusters page={page} />;
  if (tab === "evidence") return <EvidenceTable page={page} />;
  if (tab === "entities") return <Entities page={page} />;
  return tab === "actions" ? <Actions page={page} /> : <Log page={page} />;
}

function Graph({ id }: { id: string }) {
  const found = useQuery(investigationGraphOptions({ path: { investigation_id: id } }));
  if (found.error) {
    return <ProblemNotice error={found.error} onRetry={() => void found.refetch()} />;
  }
  return found.data ? <GraphPicture graph={found.data} /> : <Waiting what="the graph" />;
}
