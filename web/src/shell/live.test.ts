import { QueryClient, QueryObserver } from "@tanstack/react-query";
import { afterEach, describe, expect, test, vi } from "vitest";

import { askAgain, readChange, shows } from "./live";

const changed = { topic: "remediations", versions: { r1: "a" } };
const key = (operation: string, path?: Record<string, string>) => [{ _id: operation, path }];

describe("live updates", () => {
  test("lists are asked again whatever has changed of their topic", () => {
    expect(shows(key("remediationList"), changed)).toBe(true);
    expect(shows(key("remediationContainerList"), changed)).toBe(false);
  });

  test("what shows one thing is asked again when that has changed", () => {
    expect(shows(key("remediationGet", { remediation_id: "r1" }), changed)).toBe(true);
    expect(shows(key("remediationGet", { remediation_id: "r2" }), changed)).toBe(false);
  });

  test("after a silence everything live is asked again, and nothing else", () => {
    expect(shows(key("remediationGet", { remediation_id: "r2" }))).toBe(true);
    expect(shows(key("deliverySearch"))).toBe(false);
    expect(shows(["session"])).toBe(false);
  });

  test("what the stream says is read, and what is no change is left", () => {
    expect(readChange('{"topic":"exports","versions":{"e":"1"}}')).toEqual({
      topic: "exports",
      versions: { e: "1" },
    });
    expect(readChange("{}")).toBeUndefined();
  });
});

describe("what is asked again", () => {
  const queries = new QueryClient();
  const answers: ((text: string) => void)[] = [];
  const shown: unknown[] = [];

  /** A list on a page, whose answers come when the test gives them. */
  function list() {
    const observer = new QueryObserver(queries, {
      queryKey: key("remediationList"),
      queryFn: () => new Promise<string>((answer) => answers.push(answer)),
    });
    return observer.subscribe(({ data }) => shown.push(data));
  }

  /** Answers a question, once it is asked, and waits until that is shown. */
  async function answered(text: string) {
    await vi.waitFor(() => expect(answers.length).toBeGreaterThan(0));
    answers.shift()?.(text);
    await vi.waitFor(() => expect(shown.at(-1)).toBe(text));
  }

  afterEach(() => {
    queries.clear();
    answers.length = shown.length = 0;
  });

  test("a change that overtakes the first answer is asked for behind it", async () => {
    const leave = list();
    askAgain(queries, changed);
    await answered("of before");
    await answered("of afterwards");
    leave();
  });

  test("changes that come faster than answers hold none up, and are asked for once", async () => {
    const leave = list();
    await answered("first");
    askAgain(queries, changed);
    askAgain(queries, changed);
    askAgain(queries, changed);
    await answered("second");
    await answered("third");
    expect(answers).toHaveLength(0);
    leave();
  });
});
