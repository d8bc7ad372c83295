import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";

import type { MessagePageOut } from "~/api/generated";
import { messagePageOptions } from "~/api/generated/@tanstack/react-query.gen";
import { ProblemNotice } from "~/shell/ProblemNotice";
import { Waiting } from "~/ui/Notice";
import { Tabs, type Tab as Label } from "~/ui/Tabs";

import { Attachments } from "./Attachments";
import { Head } from "./Head";
import { Headers } from "./Headers";
import { Links } from "./Links";
import style from "./message.module.css";
import type { Tab } from "./state";
import { Similar } from "./Similar";
import { Summary } from "./Summary";
import { Timeline } from "./Timeline";

type Props = {
  messageId: string;
  recipient?: string | undefined;
  tab: Tab;
  onTab: (tab: Tab) => void;
  /** Whether it has a page to itself. */
  wide: boolean;
  acts: ReactNode;
};

function numbered(word: string, many: number): string {
  return many > 0 ? `${word} ${many}` : word;
}

function labels(page: MessagePageOut): Label<Tab>[] {
  return [
    { name: "summary", label: "Summary" },
    { name: "timeline", label: "Timeline" },
    { name: "headers", label: "Headers" },
    { name: "links", label: numbered("Links", page.links.length) },
    { name: "attachments", label: numbered("Attachments", page.attachments.length) },
    { name: "similar", label: "Similar" },
  ];
}

/** Everything about one delivery, in tabs; the panel and the page show the same. */
export function MessageView(props: Props) {
  const { messageId, recipient, wide, acts } = props;
  const { data, error, refetch } = useQuery(
    messagePageOptions({
      path: { network_message_id: messageId },
      query: recipient ? { recipient } : {},
    }),
  );
  return (
    <section className={`${style.view} ${wide ? style.page : style.panel}`} aria-label="Message">
      {data ? (
        <Told {...props} page={data} />
      ) : (
        <>
          <div className={style.head}>
            <div className={style.title}>
              {wide ? <h1>Message</h1> : <h2>Message</h2>}
              <div className={style.acts}>{acts}</div>
            </div>
          </div>
          {error ? (
            <div className={style.section}>
              <ProblemNotice error={error} onRetry={() => void refetch()} />
            </div>
          ) : (
            <Waiting what="the message" lines={6} />
          )}
        </>
      )}
    </section>
  );
}

function Content({ page, tab, wide }: { page: MessagePageOut; tab: Tab; wide: boolean }) {
  switch (tab) {
    case "timeline":
      return <Timeline page={page} />;
    case "headers":
      return <Headers messageId={page.delivery.network_message_id} wide={wide} />;
    case "links":
      return <Links page={page} />;
    case "attachments":
      return <Attachments page={page} />;
    case "similar":
      return <Similar page={page} wide={wide} />;
    default:
      return <Summary page={page} wide={wide} />;
  }
}

function Told({ page, tab, onTab, wide, acts }: Props & { page: MessagePageOut }) {
  return (
    <>
      <Head page={page} heading={wide ? "h1" : "h2"} acts={acts} />
      <div className={style.body}>
        <Tabs label="About the message" tabs={labels(page)} open={tab} onOpen={onTab}>
          <div className={style.section}>
            <Content page={page} tab={tab} wide={wide} />
          </div>
        </Tabs>
      </div>
    </>
  );
}
