import { useNavigate } from "@tanstack/react-router";
import { useMemo } from "react";

import type { KeyIn, ShownView } from "~/api/generated";
import { useCommands, type Command } from "~/shell/commands";
import { prefer, usePreferences } from "~/shell/preferences";

type Does = {
  views: readonly ShownView[];
  view: ShownView;
  open: KeyIn | undefined;
  onView: (view: ShownView) => void;
  onTab: (name: string) => void;
  onClose: () => void;
  onRefresh: () => void;
  onSheet: (sheet: "columns" | "export" | "exports") => void;
};

/** What Explore can do, for the palette and the keys. */
export function useExploreCommands(does: Does): void {
  const { views, view, open, onView, onTab, onClose, onRefresh, onSheet } = does;
  const { chart, density, fields } = usePreferences();
  const navigate = useNavigate();
  const id = open?.network_message_id;
  const recipient = open?.recipient;
  const commands = useMemo<Command[]>(() => {
    const group = "Explore";
    return [
      { id: "refresh", says: "Ask again", group, keys: "r", icon: "refresh", run: onRefresh },
      {
        id: "columns",
        says: "Choose columns",
        group,
        keys: "c",
        icon: "columns",
        run: () => onSheet("columns"),
      },
      {
        id: "chart",
        says: chart ? "Hide the chart" : "Show the chart",
        group,
        keys: "h",
        icon: "chart",
        run: () => prefer({ chart: !chart }),
      },
      {
        id: "fields",
        says: fields ? "Hide the fields" : "Show the fields",
        group,
        keys: "f",
        icon: "list",
        run: () => prefer({ fields: !fields }),
      },
      {
        id: "density",
        says: density === "dense" ? "Higher rows" : "Lower rows",
        group,
        keys: "d",
        icon: "rows",
        run: () => prefer({ density: density === "dense" ? "airy" : "dense" }),
      },
      {
        id: "export",
        says: "Export what is found",
        group,
        keys: "e",
        icon: "download",
        run: () => onSheet("export"),
      },
      {
        id: "exports",
        says: "Your exports",
        group,
        keys: "E",
        icon: "list",
        run: () => onSheet("exports"),
      },
      ...view.tabs.map((tab) => ({
        id: `tab ${tab.name}`,
        says: `Tab: ${tab.label}`,
        group,
        run: () => onTab(tab.name),
      })),
      ...views.map((one) => ({
        id: `view ${one.name}`,
        says: `View: ${one.label}`,
        group,
        run: () => onView(one),
      })),
    ];
  }, [views, view, onView, onTab, onRefresh, onSheet, chart, density, fields]);
  useCommands(commands);
  const panel = useMemo<Command[]>(
    () =>
      id === undefined
        ? []
        : [
            {
              id: "close",
              says: "Close the message",
              group: "Rows",
              keys: "escape",
              icon: "close",
              run: onClose,
            },
            {
              id: "page",
              says: "Open the message as a page",
              group: "Rows",
              keys: "o",
              icon: "external",
              run: () =>
                void navigate({
                  to: "/messages/$messageId",
                  params: { messageId: id },
                  search: { recipient },
                }),
            },
          ],
    [id, recipient, onClose, navigate],
  );
  useCommands(panel);
}
