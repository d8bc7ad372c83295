import type { Propose } from "./door";
import { moved, type Listing, type Step } from "./listing";
import type { Change } from "./past";
import { placeAt, type Place } from "./place";
import type { Proposal } from "./proposals";
import { quiet } from "./quiet";

const PATIENCE = 80; // milliseconds; proposals are looked for when nobody types for so long

/** The list of proposals for one line: opens as one types, or when it is asked for. */
export class Completing {
  #listing: Listing | undefined;
  #asking: AbortController | undefined;
  #take: ((proposal: Proposal) => void) | undefined;
  readonly #propose: Propose;
  readonly #listeners = new Set<() => void>();

  constructor(propose: Propose) {
    this.#propose = propose;
  }

  readonly listing = (): Listing | undefined => this.#listing;

  /** Hears when the listing is another; answers with how to stop. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** The text before the cursor is another, or the cursor has moved. */
  changed(before: string, how: Change["kind"]): void {
    const goesOn = how === "typed" || (how === "deleted" && this.#busy());
    if (goesOn) void this.#find(before, PATIENCE, false);
    else this.close();
  }

  /** Opens the list wherever something can stand. */
  open(before: string): void {
    void this.#find(before, 0, true);
  }

  /** Tells whether there was anything to close. */
  close(): boolean {
    const busy = this.#busy();
    this.#asking?.abort();
    this.#asking = undefined;
    this.#take = undefined;
    this.#show(undefined);
    return busy;
  }

  /** Chooses another proposal; tells whether there are any. */
  move(step: Step): boolean {
    if (this.#listing) this.#show(moved(this.#listing, step));
    return this.#listing !== undefined;
  }

  chosen(): Proposal | undefined {
    return this.#listing?.proposals[this.#listing.chosen];
  }

  /** The chosen proposal, or the first; none while one typed on and others are looked for. */
  best(): Proposal | undefined {
    return this.chosen() ?? (this.#listing?.stale ? undefined : this.#listing?.proposals[0]);
  }

  /** Has the best one taken as soon as it is known; tells whether any are being looked for. */
  awaited(take: (proposal: Proposal) => void): boolean {
    if (this.#asking) this.#take = take;
    return this.#asking !== undefined;
  }

  #busy(): boolean {
    return this.#listing !== undefined || this.#asking !== undefined;
  }

  async #find(text: string, patience: number, asked: boolean): Promise<void> {
    this.#asking?.abort();
    const asking = new AbortController();
    this.#asking = asking;
    this.#take = undefined;
    if (this.#listing) this.#show({ ...this.#listing, chosen: -1, stale: true });
    if (patience && !(await quiet(patience, asking.signal))) return;
    const place = placeAt(text);
    const found = place && worthIt(place, asked) ? await this.#propose(place, asking.signal) : [];
    if (asking.signal.aborted) return;
    this.#asking = undefined;
    const any = place !== undefined && found.length > 0;
    // One that was chosen while these were looked for stays so.
    const before = this.chosen()?.text;
    const chosen = found.findIndex((one) => one.text === before);
    this.#show(any ? { proposals: found, from: place.from, chosen, stale: false } : undefined);
    this.#takeAwaited();
  }

  #takeAwaited(): void {
    const [take, best] = [this.#take, this.best()];
    this.#take = undefined;
    if (best) take?.(best);
  }

  #show(listing: Listing | undefined): void {
    if (listing === this.#listing) return;
    this.#listing = listing;
    for (const listener of this.#listeners) listener();
  }
}

/** A list that opens by itself wherever the cursor stands would only be in the way. */
function worthIt(place: Place, asked: boolean): boolean {
  return asked || place.kind === "value" || place.typed !== "";
}
