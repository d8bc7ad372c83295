import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { dismiss, said, say } from "./toast";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.runAllTimers();
  vi.useRealTimers();
});

test("what is said goes by itself after a while", () => {
  say("Saved", "as “Phish”");
  expect(said.now().map(({ title, about }) => [title, about])).toEqual([["Saved", "as “Phish”"]]);
  vi.advanceTimersByTime(6000);
  expect(said.now()).toEqual([]);
});

test("one of several can be taken away, and whoever follows hears of it", () => {
  const heard = vi.fn();
  const leave = said.follow(heard);
  say("One");
  say("Two");
  dismiss(said.now()[0]?.id ?? 0);
  expect(said.now().map((toast) => toast.title)).toEqual(["Two"]);
  expect(heard).toHaveBeenCalledTimes(3);
  leave();
});
