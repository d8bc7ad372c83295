import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { Completing } from "./completing";
import type { Propose } from "./door";

const COLOURS = ["red", "green", "grey"].map((text) => ({ text, says: text }));

const fitting: Propose = (place) =>
  Promise.resolve(COLOURS.filter(({ text }) => text.startsWith(place.typed)));

const texts = (completing: Completing) => completing.listing()?.proposals.map(({ text }) => text);

const typing = () => vi.advanceTimersByTimeAsync(100);

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

describe("the list", () => {
  it("opens when one stops typing, with what fits", async () => {
    const completing = new Completing(fitting);
    completing.changed("x gr", "typed");
    expect(completing.listing()).toBeUndefined();
    await typing();
    expect(texts(completing)).toEqual(["green", "grey"]);
    expect(completing.listing()?.from).toBe(2);
  });

  it("does not open by itself where nothing is typed, but when it is asked for", async () => {
    const completing = new Completing(fitting);
    completing.changed("red ", "typed");
    await typing();
    expect(completing.listing()).toBeUndefined();
    completing.open("red ");
    await typing();
    expect(texts(completing)).toEqual(["red", "green", "grey"]);
  });

  it("stays while one types on, and closes where nothing fits", async () => {
    const completing = new Completing(fitting);
    completing.open("gr");
    await typing();
    completing.move("next");
    completing.changed("gre", "typed");
    expect(completing.listing()).toMatchObject({ stale: true, chosen: -1 });
    expect(completing.best()).toBeUndefined();
    await typing();
    completing.changed("grx", "typed");
    await typing();
    expect(completing.listing()).toBeUndefined();
  });

  it("closes when the cursor moves; what was asked for then comes to nothing", async () => {
    const completing = new Completing(fitting);
    completing.changed("gr", "typed");
    completing.changed("g", "other");
    await typing();
    expect(completing.listing()).toBeUndefined();
    expect(completing.close()).toBe(false);
  });

  it("does not open when something is taken away, but follows when it is open", async () => {
    const completing = new Completing(fitting);
    completing.changed("gr", "deleted");
    await typing();
    expect(completing.listing()).toBeUndefined();
    completing.open("gre");
    await typing();
    completing.changed("g", "deleted");
    await typing();
    expect(texts(completing)).toEqual(["green", "grey"]);
  });

  it("calls off what is asked for when one types on", async () => {
    const signals: AbortSignal[] = [];
    const completing = new Completing((_, signal) => {
      signals.push(signal);
      return new Promise(() => {});
    });
    completing.changed("g", "typed");
    await typing();
    completing.changed("gr", "typed");
    expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
  });
});

describe("what is taken", () => {
  it("comes later for whoever is faster than the list, unless they go on", async () => {
    const taken: string[] = [];
    const take = ({ text }: { text: string }) => void taken.push(text);
    const completing = new Completing(fitting);
    completing.changed("gr", "typed");
    expect(completing.awaited(take)).toBe(true);
    expect(taken).toEqual([]);
    await typing();
    expect(taken).toEqual(["green"]);
    completing.changed("gre", "typed");
    completing.awaited(take);
    completing.changed("grey", "typed");
    await typing();
    expect(taken).toEqual(["green"]);
    completing.close();
    expect(completing.awaited(take)).toBe(false);
  });

  it("stays chosen when others come that were being looked for", async () => {
    const completing = new Completing(fitting);
    completing.open("gr");
    await typing();
    completing.changed("gre", "typed");
    completing.move("next");
    completing.move("next");
    await typing();
    expect(completing.chosen()?.text).toBe("grey");
  });

  it("is the chosen one, and the first only where that is enough", async () => {
    const completing = new Completing(fitting);
    completing.open("");
    await typing();
    expect(completing.chosen()).toBeUndefined();
    expect(completing.best()?.text).toBe("red");
    completing.move("before");
    expect(completing.chosen()?.text).toBe("grey");
    expect(completing.best()?.text).toBe("grey");
  });
});
