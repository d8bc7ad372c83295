import { useQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useRef, useState, type ReactNode } from "react";

import type { MessagePageOut } from "~/api/generated";
import { messagePageOptions } from "~/api/generated/@tanstack/react-query.gen";
import { useCommands, type Command } from "~/shell/commands";
import { ProblemNotice } from "~/shell/ProblemNotice";
import { Waiting } from "~/ui/Notice";
import { Tabs, type Tab as Label } from "~/ui/Tabs";

import { Attachments } from "./Attachments";
import { Head } from "./Head";
import { Headers } from "./Headers";
import { Links } from "./Links";
import style from "./message.module.css";
import { Preview } from "./Preview";
import { TABS, type Tab } from "./state";
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
    { name: "preview", label: "Preview" },
    { name: "headers", label: "Headers" },
    { name: "links", label: numbered("Links", page.links.length) },
    { name: "attachments", label: numbered("Attachments", page.attachments.length) },
    { name: "similar", label: "Similar" },
  ];
}

/** A key for each tab, by its place. */
function useTabCommands(onTab: (tab: Tab) => void): void {
  const open = useRef(onTab);
  useEffect(() => {
    open.current = onTab;
  });
  const commands = useMemo<Command[]>(
    () =>
      TABS.map((tab, at) => ({
        id: `message ${tab}`,
        says: `Show the message's ${tab}`,
        group: "Message",
        keys: String(at + 1),
        icon: "mail",
        run: () => open.current(tab),
      })),
    [],
  );
  useCommands(commands);
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
    <div className={`${style.view} ${wide ? style.page : style.panel}`}>
      {data ? (
        <Told key={`${messageId} ${data.delivery.recipient}`} {...props} page={data} />
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
    </div>
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
  const [previewed, setPreviewed] = useState(tab === "preview");
  if (tab === "preview" && !previewed) setPreviewed(true);
  const tabs = labels(page);
  useTabCommands(onTab);
  return (
    <>
      <Head page={page} heading={wide ? "h1" : "h2"} acts={acts} />
      <div className={style.body}>
        <Tabs label="About the message" tabs={tabs} open={tab} onOpen={onTab}>
          <div className={style.section}>
            {/* What was shown stays: to show it again would be another look, with another entry. */}
            {previewed && (
              <div hidden={tab !== "preview"}>
                <Preview
                  messageId={page.delivery.network_message_id}
                  recipient={page.delivery.recipient}
                  held={page.detection.latest_location?.code === "quarantine"}
                  wide={wide}
                />
              </div>
            )}
            {tab !== "preview" && <Content page={page} tab={tab} wide={wide} />}
          </div>
        </Tabs>
      </div>
    </>
  );
}
