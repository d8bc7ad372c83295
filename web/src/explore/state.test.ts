import { describe, expect, test } from "vitest";

import { askOf, asked, inView, keyText, nextSort, openKey, orderOf, readExplore } from "./state";

describe("the address of Explore", () => {
  test("what is no text is not read", () => {
    const state = readExplore({ filter: "sender:eve", view: ["a"], since: "", columns: "a,,b" });
    expect(state.filter).toBe("sender:eve");
    expect(state.view).toBeUndefined();
    expect(state.since).toBeUndefined();
    expect(state.columns).toBe("a,b");
  });

  test("without a range it is the usual one, with an end alone it is everything before", () => {
    expect(askOf({}, "phish", "2026-11-28T00:00:00Z").since).toBe("2026-11-28T00:00:00Z");
    expect(askOf({ until: "-1d" }, "phish", "2026-11-28T00:00:00Z")).toEqual({
      view: "phish",
      filter: "",
      since: "",
      until: "-1d",
    });
    expect(askOf({ since: "all" }, "phish", "2026-11-28T00:00:00Z").since).toBe("");
  });

  test("an open end is not asked for", () => {
    expect(asked({ view: "phish", filter: "", since: "-7d", until: "" })).toEqual({
      view: "phish",
      filter: "",
      since: "-7d",
    });
  });

  test("the open delivery is told by one text, also with an odd recipient", () => {
    const key = { network_message_id: "m-1", recipient: '"a b"@example.org' };
    expect(openKey(keyText(key))).toEqual(key);
    expect(openKey("m-1")).toBeUndefined();
    expect(openKey("m-1 ")).toBeUndefined();
    expect(openKey(undefined)).toBeUndefined();
  });

  test("a header sorts down first, then up", () => {
    expect(orderOf(undefined)).toEqual({ field: "time_received", down: true });
    expect(nextSort(undefined, "time_received")).toBe("time_received");
    expect(nextSort("subject", "subject")).toBe("-subject");
    expect(nextSort("subject", "recipient")).toBe("-recipient");
  });

  test("another view keeps the range, and the filter only where it means the same", () => {
    const state = { filter: "to:bob", since: "-7d", open: "m r", tab: "top_urls" };
    expect(inView(state, "phish", true)).toMatchObject({ filter: "to:bob", since: "-7d" });
    expect(inView(state, "url_clicks", false).filter).toBeUndefined();
    expect(inView(state, "phish", true).open).toBeUndefined();
  });
});
