import { expect, test } from "vitest";

import { leadsToCheckpoint, readNote } from "./proof";

type Bytes = Uint8Array<ArrayBuffer>;

const sha = async (...parts: readonly (Bytes | string)[]): Promise<Bytes> => {
  const whole = await new Blob([...parts]).arrayBuffer();
  return new Uint8Array(await crypto.subtle.digest("SHA-256", whole));
};
const leaf = (text: string) => sha(Uint8Array.of(0), text);
const node = (left: Bytes, right: Bytes) => sha(Uint8Array.of(1), left, right);
const base64 = (bytes: Bytes) => btoa(String.fromCodePoint(...bytes));
const note = (size: number, root: Bytes) =>
  `log\n${size}\n${base64(root)}\ntime 2026-11-29T21:00:00.000000Z\n\n— log abc\n`;

// A tree of three leaves: ((a b) c).
const a = await leaf("a");
const b = await leaf("b");
const c = await leaf("c");
const ab = await node(a, b);
const ROOT = await node(ab, c);
const PROOFS = [
  { leaf: "a", leaf_index: 0, hashes: [b, c] },
  { leaf: "b", leaf_index: 1, hashes: [a, c] },
  { leaf: "c", leaf_index: 2, hashes: [ab] },
].map((proof) => ({
  ...proof,
  hashes: proof.hashes.map(base64),
  tree_size: 3,
  checkpoint: note(3, ROOT),
}));

test.each(PROOFS)("a proof leads from its leaf to the checkpoint: $leaf", async (proof) => {
  expect(await leadsToCheckpoint(proof)).toBe(true);
});

test.each(PROOFS)("another leaf does not: $leaf", async (proof) => {
  expect(await leadsToCheckpoint({ ...proof, leaf: "x" })).toBe(false);
  expect(await leadsToCheckpoint({ ...proof, hashes: proof.hashes.slice(1) })).toBe(false);
  expect(await leadsToCheckpoint({ ...proof, tree_size: 4 })).toBe(false);
  expect(await leadsToCheckpoint({ ...proof, leaf_index: 3 })).toBe(false);
});

test("a checkpoint is read", () => {
  expect(readNote(note(3, ROOT))).toEqual({
    origin: "log",
    size: 3,
    root: base64(ROOT),
    at: "2026-11-29T21:00:00.000000Z",
  });
  expect(readNote("nothing")).toBeUndefined();
});
