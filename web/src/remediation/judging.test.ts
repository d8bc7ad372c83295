import { describe, expect, it } from "vitest";

import type { InquiryOut, PurgePolicyOut } from "~/api/generated";

import { followsFrom, inquiryStanding, judgementOf } from "./judging";

const amy = { network_message_id: "m1", recipient: "amy@example.org" };
const bob = { network_message_id: "m1", recipient: "bob@example.org" };
const policy: PurgePolicyOut = {
  mode: "propose",
  mode_label: "Somebody else approves",
  look_back_hours: 48,
  responses: [
    { verdict: "phish", action: "soft_delete", unread_only: false },
    { verdict: "spam", action: "move_to_junk", unread_only: true },
    { verdict: "clean", action: null, unread_only: false },
  ],
};

describe("judgementOf", () => {
  it("names each message of chosen rows once, however old it is", () => {
    const made = judgementOf({ filter: "", only: { deliveries: [amy, bob] } }, "phish", " Bad ");
    expect(made).toEqual({
      verdict: "phish",
      filter: "network_message_id:(m1)",
      reason: "Bad",
      since: "1970-01-01T00:00:00Z",
    });
  });

  it("leaves out what was left out of everything that matches", () => {
    const chosen = { filter: "a OR b", since: "s", until: "u", without: { deliveries: [amy] } };
    expect(judgementOf(chosen, "spam", "x")).toMatchObject({
      filter: "(a OR b) NOT network_message_id:(m1)",
      since: "s",
      until: "u",
    });
  });

  it("says everything where everything was chosen", () => {
    expect(judgementOf({ filter: "" }, "clean", "x").filter).toBe("network_message_id:*");
  });
});

describe("followsFrom", () => {
  it("tells what is done, to which copies, and who lets it happen", () => {
    expect(followsFrom(policy, "phish")).toBe("Soft delete for its copies is proposed to others.");
    expect(followsFrom({ ...policy, mode: "act" }, "spam")).toContain("for unread copies begins");
  });

  it("tells where nothing is done, and nothing before the policy is known", () => {
    expect(followsFrom(policy, "clean")).toContain("nothing is done");
    expect(followsFrom({ ...policy, mode: "off" }, "phish")).toContain("nothing is done");
    expect(followsFrom(undefined, "phish")).toBe("");
  });
});

describe("inquiryStanding", () => {
  const made = { state: "asking", asked: 40, unseen: 10, total: 100 } as InquiryOut;

  it("tells how much is done, and never all of it while it goes on", () => {
    expect(inquiryStanding(made)).toBe("Asking, 50%");
    expect(inquiryStanding({ ...made, total: 50 })).toBe("Asking, 99%");
    expect(inquiryStanding({ ...made, total: 0 })).toBe("Asking, 0%");
    expect(inquiryStanding({ ...made, state: "done" })).toBe("Done");
  });
});
