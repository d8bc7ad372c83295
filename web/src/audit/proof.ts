import type { AuditProofOut } from "~/api/generated";

type Bytes = Uint8Array<ArrayBuffer>;

const LEAF = 0x00; // in front of what is hashed (RFC 9162 §2.1.1)
const NODE = 0x01;

const fromBase64 = (text: string): Bytes =>
  Uint8Array.from(atob(text), (letter) => letter.codePointAt(0) ?? 0);

async function hashed(...parts: readonly Bytes[]): Promise<Bytes> {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return new Uint8Array(await crypto.subtle.digest("SHA-256", whole));
}

/** The root that a proof of inclusion leads to (RFC 9162 §2.1.3.2); `undefined` where to none. */
async function rootOf(proof: AuditProofOut): Promise<Bytes | undefined> {
  let place = proof.leaf_index;
  let last = proof.tree_size - 1;
  if (place > last) return undefined;
  let root = await hashed(Uint8Array.of(LEAF), new TextEncoder().encode(proof.leaf));
  for (const text of proof.hashes) {
    if (last === 0) return undefined;
    const hash = fromBase64(text);
    if (place % 2 === 1 || place === last) {
      // Each hash needs the one before it.
      // oxlint-disable-next-line no-await-in-loop
      root = await hashed(Uint8Array.of(NODE), hash, root);
      while (place % 2 === 0 && place !== 0) {
        place = Math.floor(place / 2);
        last = Math.floor(last / 2);
      }
    } else {
      // oxlint-disable-next-line no-await-in-loop
      root = await hashed(Uint8Array.of(NODE), root, hash);
    }
    place = Math.floor(place / 2);
    last = Math.floor(last / 2);
  }
  return last === 0 ? root : undefined;
}

/** Whether a proof leads from its leaf to the root in its checkpoint; says nothing of who signed. */
export async function leadsToCheckpoint(proof: AuditProofOut): Promise<boolean> {
  const note = readNote(proof.checkpoint);
  if (note?.size !== proof.tree_size) return false;
  const root = await rootOf(proof);
  return root !== undefined && btoa(String.fromCodePoint(...root)) === note.root;
}

/** A signed checkpoint (C2SP tlog-checkpoint), read as far as a person wants. */
export type Note = { origin: string; size: number; root: string; at: string };

export function readNote(text: string): Note | undefined {
  const [origin, size, root, time] = text.split("\n");
  if (!origin || !root || !/^\d+$/.test(size ?? "")) return undefined;
  return { origin, size: Number(size), root, at: time?.replace(/^time /, "") ?? "" };
}
