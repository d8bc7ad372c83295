import { describe, expect, test } from "vitest";

import type { RemediationOut } from "~/api/generated";

import { verbsFor, type Looker } from "./verbs";
import type { State } from "./words";

const everything: Looker = {
  may: () => true,
  voteRefused: "",
  startRefused: "",
  glassRefused: "",
  quorum: 0,
};
const nothing: Looker = { ...everything, may: () => false };

function remediation(state: State, more: Partial<RemediationOut> = {}): RemediationOut {
  return {
    id: "r1",
    state,
    action: "soft_delete",
    undo_of: null,
    undone_by: [],
    name: "Prize",
    severity: "medium",
    description: "",
    filter: "",
    since: null,
    until: null,
    sweep: false,
    senders_copy: false,
    unread_only: false,
    choice: "",
    escrow_days: 0,
    plan_hash: "",
    deliveries: 1,
    messages: 1,
    mailboxes: 1,
    counts: { total: 1, pending: 0, outcomes: { success: 1 } },
    by_server: {},
    hold_up: "",
    sentence: "",
    created_at: "",
    created_by: "",
    started_at: null,
    started_by: "",
    ended_at: null,
    source: "manual",
    edited_by: "",
    proposal: null,
    ground: null,
    decided_by: [],
    rate: null,
    seconds_left: null,
    ...more,
  };
}

const names = (state: State) => verbsFor(remediation(state), everything).map((one) => one.name);
const why = (one: RemediationOut, looker: Looker, name: string) =>
  verbsFor(one, looker).find((verb) => verb.name === name)?.why;

describe("what can be done with a remediation", () => {
  test.each<[State, string[]]>([
    ["draft", ["start", "propose", "cancel"]],
    ["pending", ["approve", "reject", "withdraw"]],
    ["approved", ["start", "withdraw"]],
    ["in_progress", ["pause", "cancel"]],
    ["paused", ["resume", "cancel"]],
    ["completed", ["undo", "retry"]],
    ["rejected", []],
  ])("belongs to its state: %s", (state, verbs) => {
    expect(names(state)).toEqual(verbs);
  });

  test("whoever proposed it is told why they may not approve", () => {
    const looker = { ...everything, voteRefused: "You had a hand in this plan." };
    expect(why(remediation("pending"), looker, "approve")).toBe("You had a hand in this plan.");
    expect(why(remediation("pending"), everything, "approve")).toBeUndefined();
  });

  test("what a role may not do says so", () => {
    for (const state of ["draft", "pending", "approved", "in_progress", "completed"] as const) {
      const said = verbsFor(remediation(state), nothing).filter((one) => one.name !== "withdraw");
      expect(said.every((one) => one.why)).toBe(true);
    }
  });

  test("a draft that needs others cannot be started", () => {
    expect(why(remediation("draft"), { ...everything, quorum: 1 }, "start")).toContain("propose");
    expect(why(remediation("draft"), everything, "start")).toBeUndefined();
  });

  test("where others must agree, the glass can be broken by who may", () => {
    const needing = { ...everything, quorum: 1 };
    expect(why(remediation("draft"), needing, "break-glass")).toBeUndefined();
    const off = { ...needing, glassRefused: "It is switched off." };
    expect(why(remediation("draft"), off, "break-glass")).toBe("It is switched off.");
  });

  test("an undo needs something to put back", () => {
    const empty = { total: 1, pending: 0, outcomes: { not_found: 1 } };
    expect(why(remediation("completed", { counts: empty }), everything, "undo")).toContain(
      "nothing to put back",
    );
    const gone = { action: "hard_delete" } as const;
    expect(why(remediation("completed", gone), everything, "undo")).toContain("for good");
    const sealed = { ...gone, escrow_days: 30 };
    expect(why(remediation("completed", sealed), everything, "undo")).toBeUndefined();
  });

  test("only what failed or stayed unknown is retried", () => {
    expect(why(remediation("completed"), everything, "retry")).toContain("Nothing failed");
    const failed = { total: 2, pending: 0, outcomes: { success: 1, failed: 1 } };
    expect(why(remediation("completed", { counts: failed }), everything, "retry")).toBeUndefined();
  });
});
