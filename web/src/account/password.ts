/** The server's own bounds; it also refuses passwords that everybody knows. */
const SHORTEST = 12;
const LONGEST = 1024;

/** What is wrong with a password to be, as a sentence; `undefined` when only the server can tell. */
export function passwordFault(password: string): string | undefined {
  const letters = [...password.normalize("NFKC")];
  if (letters.length < SHORTEST) {
    const left = SHORTEST - letters.length;
    return `${left} ${left === 1 ? "character" : "characters"} to go: at least ${SHORTEST}.`;
  }
  if (letters.length > LONGEST) return `At most ${LONGEST} characters.`;
  if (new Set(letters).size === 1) return "One character again and again is known to all.";
  return undefined;
}

/** How good it is, as far as that can be told from its length alone. */
export function passwordStrength(password: string): { share: number; says: string } {
  const { length } = [...password.normalize("NFKC")];
  const share = Math.min(1, length / 24);
  if (length === 0) return { share, says: "Length is what counts: four or five words at random." };
  if (length < SHORTEST) return { share, says: "Too short." };
  if (length < 16)
    return { share, says: "Long enough, if nobody could guess it. Longer is better." };
  if (length < 24) return { share, says: "Long. Good, if it is no saying and stands in no book." };
  return { share, says: "Very long. Good, if it is no saying and stands in no book." };
}
