/** A run of text as it reads, or one character that a reader would not see. */
export type Piece = { text: string; code?: string; name?: string };

// Controls, marks that turn the direction of writing, and what has no width at all. A joiner
// between two pictures is part of a picture (Unicode TS #51), and stays.
const UNSEEN =
  /(?<!(?:\p{Extended_Pictographic}|\p{Emoji_Modifier}|\uFE0F)(?=\u200D\p{Extended_Pictographic}))(?![\uFE0E\uFE0F])[\p{Cc}\p{Default_Ignorable_Code_Point}\u2028\u2029\uFFF9-\uFFFB]/gu;

const NAMES: Readonly<Record<string, string>> = {
  "0000": "null",
  "0009": "tab",
  "000A": "line end",
  "000D": "carriage return",
  "001B": "escape",
  "00AD": "soft hyphen",
  "061C": "Arabic letter mark",
  "200B": "zero-width space",
  "200C": "zero-width non-joiner",
  "200D": "zero-width joiner",
  "200E": "left-to-right mark",
  "200F": "right-to-left mark",
  "2028": "line separator",
  "2029": "paragraph separator",
  "202A": "left-to-right embedding",
  "202B": "right-to-left embedding",
  "202C": "end of embedding",
  "202D": "left-to-right override",
  "202E": "right-to-left override",
  "2060": "word joiner",
  "2066": "left-to-right isolate",
  "2067": "right-to-left isolate",
  "2068": "first strong isolate",
  "2069": "end of isolate",
  FEFF: "zero-width no-break space",
};

/** Nothing but letters, digits and signs of ASCII: nearly every text, and nothing hides in it. */
const PLAIN = /^[ -~]*$/;

/** The text in pieces, so that nothing in it is invisible; one piece where nothing is. */
export function pieces(text: string, lines = false): Piece[] {
  if (PLAIN.test(text)) return [{ text }];
  const found: Piece[] = [];
  let from = 0;
  for (const match of text.matchAll(UNSEEN)) {
    if (lines && (match[0] === "\n" || match[0] === "\t")) continue;
    if (match.index > from) found.push({ text: text.slice(from, match.index) });
    const code = (match[0].codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
    found.push({ text: match[0], code: `U+${code}`, name: NAMES[code] ?? "invisible character" });
    from = match.index + match[0].length;
  }
  if (from < text.length || found.length === 0) found.push({ text: text.slice(from) });
  return found;
}

/** The same as plain text, for places that hold no markup: `invoice⟨U+202E⟩fdp.exe`. */
export function plainly(text: string): string {
  return pieces(text)
    .map((piece) => (piece.code ? `⟨${piece.code}⟩` : piece.text))
    .join("");
}
