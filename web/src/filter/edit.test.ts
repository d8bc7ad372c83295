import { describe, expect, it } from "vitest";

import { condition, contrary, replaced, spanIn, withCondition, withoutPart, written } from "./edit";

const SUBJECT = { name: "subject", kind: "text" };
const URL_FIELD = { name: "url", kind: "url" };

describe("written values", () => {
  it("stand bare where that is safe, and in quotes elsewhere", () => {
    expect(written(SUBJECT, "bill@x.example")).toBe("bill@x.example");
    expect(written(SUBJECT, "Your invoice")).toBe('"Your invoice"');
    expect(written(SUBJECT, "or")).toBe('"or"');
    expect(written(SUBJECT, "-7d")).toBe('"-7d"');
    expect(written(SUBJECT, "a*b?")).toBe('"a*b?"');
    expect(written(SUBJECT, 'say "hi" \\o/')).toBe('"say \\"hi\\" \\\\o/"');
    expect(written(URL_FIELD, "https://x.example/a?b=c")).toBe("https://x.example/a?b=c");
    expect(written(URL_FIELD, "https://x.example/a,b")).toBe('"https://x.example/a,b"');
    expect(written({ name: "sender_ip", kind: "ip" }, "2001:db8::1")).toBe("2001:db8::1");
    expect(written({ name: "spf", kind: "choice" }, "soft_fail")).toBe("soft_fail");
  });

  it("are spelled out where quotes cannot hold them", () => {
    expect(written(SUBJECT, "a\nb!")).toBe("/\\Aa\\x{a}b\\x{21}\\z/");
  });

  it("make conditions; no value is one too", () => {
    expect(condition(SUBJECT, "hi")).toBe("subject:hi");
    expect(condition(SUBJECT, "")).toBe("-subject:*");
    expect(condition(SUBJECT, null)).toBe("-subject:*");
  });
});

describe("contraries", () => {
  it("take a sign away or put one", () => {
    expect(contrary("subject:hi")).toBe("-subject:hi");
    expect(contrary("-subject:hi")).toBe("subject:hi");
    expect(contrary("NOT (a b)")).toBe("(a b)");
    expect(contrary("a b")).toBe("NOT (a b)");
  });
});

describe("one condition more", () => {
  it("stands behind the others", () => {
    expect(withCondition("", "a")).toBe("a");
    expect(withCondition("a  ", "subject:hi")).toBe("a subject:hi");
  });

  it("holds for all alternatives", () => {
    expect(withCondition("a OR b", "c")).toBe("(a OR b) c");
    expect(withCondition("(a OR b) d", "c")).toBe("(a OR b) d c");
  });

  it("stands once, and takes the place of its contrary", () => {
    expect(withCondition("a subject:hi b", "subject:hi")).toBe("a subject:hi b");
    expect(withCondition("a -subject:hi b", "subject:hi")).toBe("a subject:hi b");
    expect(withCondition("a subject:hi", "-subject:hi")).toBe("a -subject:hi");
  });
});

function without(text: string, part: string): string {
  const from = text.indexOf(part);
  return withoutPart(text, { from, to: from + part.length });
}

describe("one condition less", () => {
  it("takes the AND along that joined it", () => {
    expect(without("a AND b AND c", "a")).toBe("b AND c");
    expect(without("a AND b AND c", "b")).toBe("a AND c");
    expect(without("a AND b AND c", "c")).toBe("a AND b");
    expect(without("a b c", "b")).toBe("a c");
    expect(without("a", "a")).toBe("");
  });

  it("leaves alone what only looks like an AND", () => {
    expect(without("BRAND b", "b")).toBe("BRAND");
    expect(without("a ANDREA", "a")).toBe("ANDREA");
  });
});

describe("places", () => {
  it("are counted by the server in code points", () => {
    const text = "🦀 from:a";
    const at = spanIn(text, 2, 8);
    expect(text.slice(at.from, at.to)).toBe("from:a");
    expect(replaced(text, at, "b")).toBe("🦀 b");
  });
});
