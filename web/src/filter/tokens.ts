/** A run of a filter's text and what it is, as far as can be told without knowing the fields. */
export type Token = {
  kind:
    | "field"
    | "operator"
    | "value"
    | "quoted"
    | "unclosed"
    | "expression"
    | "wildcard"
    | "keyword"
    | "negation"
    | "bracket"
    | "comma"
    | "word";
  from: number;
  to: number;
  /** The field that a value belongs to, as it was written. */
  of?: string;
};

/** What a text is made of, and what may follow at its end. */
export type Reading = {
  tokens: Token[];
  /** The field whose value may follow, as it was written; else `undefined`. */
  field: string | undefined;
  /** How many lists of values are open. */
  open: number;
};

/** One of the conditions that stand side by side, and where. */
export type Condition = { from: number; to: number };

const NAME = /(header\.[\w.-]*|[A-Za-z_][\w-]*)(:(?:<=|>=|<|>)?|~|<=|>=|<|>)/iy;
const KEYWORD = /(AND|OR|NOT)(?=[\s()]|$)/y;
const EXPRESSION = /\/(?:[^/\\\r\n]|\\[^\r\n])+\/(?=[\s),]|$)/y;
const QUOTED = /"(?:[^"\\\r\n]|\\[^\r\n])*"|“(?:[^”\\\r\n]|\\[^\r\n])*”/y;
const OPEN_QUOTE = /["“][^\r\n]*/y;
const PLAIN = /[^\s(),"“*?]+/y;
const SPACE = /\s+/y;

/** Cuts a filter's text into tokens, as the server's scanner does; whatever is typed gives some. */
export function tokens(text: string): Token[] {
  return reading(text).tokens;
}

/** Reads a text up to its end. */
export function reading(text: string): Reading {
  return new Reader(text).all();
}

class Reader {
  private readonly text: string;
  private readonly found: Token[] = [];
  private at = 0;
  /** How many parentheses are open inside the list of values that is being read. */
  private inList = 0;
  private afterOperator = false;
  private field: string | undefined;

  constructor(text: string) {
    this.text = text;
  }

  all(): Reading {
    while (this.at < this.text.length) this.one();
    const expects = this.inList > 0 || this.afterOperator;
    return {
      tokens: this.found,
      field: expects ? this.field : undefined,
      open: this.inList,
    };
  }

  private one(): void {
    const space = this.match(SPACE);
    if (space) {
      this.at += space.length;
      return;
    }
    if (this.inList > 0 || this.afterOperator) this.value();
    else this.condition();
  }

  private condition(): void {
    const name = this.groups(NAME);
    const keyword = this.match(KEYWORD);
    const sign = this.text.charAt(this.at);
    this.field = undefined;
    if (keyword) this.take("keyword", keyword.length);
    else if (sign === "-") this.take("negation", 1);
    else if (sign === "(" || sign === ")") this.take("bracket", 1);
    else if (name?.[1] && name[2] && !this.text.startsWith("://", this.at + name[1].length)) {
      this.take("field", name[1].length);
      this.field = name[1];
      this.take("operator", name[2].length);
      this.afterOperator = true;
    } else this.piece("word");
  }

  private value(): void {
    const sign = this.text.charAt(this.at);
    const keyword = this.match(KEYWORD);
    if (sign === "(") {
      this.inList += 1;
      this.take("bracket", 1);
    } else if (sign === ")") {
      this.inList = Math.max(0, this.inList - 1);
      this.take("bracket", 1);
    } else if (keyword) this.take("keyword", keyword.length);
    else if (sign === "," && this.inList > 0) this.take("comma", 1);
    else {
      const expression = this.match(EXPRESSION);
      if (expression) this.take("expression", expression.length);
      else this.piece("value");
    }
    this.afterOperator = false;
  }

  /** Everything up to white space or what ends a value. */
  private piece(kind: "value" | "word"): void {
    let depth = 0;
    const from = this.at;
    while (this.at < this.text.length) {
      const sign = this.text.charAt(this.at);
      if (/\s/.test(sign) || (depth === 0 && sign === ")")) break;
      if (depth === 0 && sign === "," && this.inList > 0) break;
      depth += sign === "(" ? 1 : sign === ")" ? -1 : 0;
      this.run(kind, sign);
    }
    if (this.at === from) this.take(kind, 1);
  }

  private run(kind: "value" | "word", sign: string): void {
    const quoted = this.match(QUOTED);
    const open = this.match(OPEN_QUOTE);
    const plain = this.match(PLAIN);
    if (quoted) this.take("quoted", quoted.length);
    else if (open) this.take("unclosed", open.length);
    else if (sign === "*" || sign === "?") this.take("wildcard", 1);
    else this.take(kind, plain?.length ?? 1);
  }

  private match(pattern: RegExp): string | undefined {
    return this.groups(pattern)?.[0];
  }

  private groups(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.at;
    return pattern.exec(this.text);
  }

  private take(kind: Token["kind"], length: number): void {
    const of = this.field === undefined || kind === "operator" ? {} : { of: this.field };
    this.found.push({ kind, from: this.at, to: this.at + length, ...of });
    this.at += length;
  }
}

/** The conditions at the top of a filter, and whether alternatives (`OR`) stand between them. */
export function conditions(text: string): { parts: Condition[]; alternatives: boolean } {
  const parts: Condition[] = [];
  let depth = 0;
  let alternatives = false;
  let open: Condition | undefined;
  let last: Token | undefined;
  for (const token of tokens(text)) {
    const joins = depth === 0 && token.kind === "keyword" && joinOf(text, token);
    if (joins) {
      alternatives ||= joins === "OR";
      open = undefined;
    } else {
      if (!open || (depth === 0 && begins(token, last))) {
        open = { from: token.from, to: token.to };
        parts.push(open);
      }
      open.to = token.to;
    }
    if (token.kind === "bracket") depth += text.charAt(token.from) === "(" ? 1 : -1;
    depth = Math.max(0, depth);
    last = token;
  }
  return { parts, alternatives };
}

function joinOf(text: string, token: Token): "AND" | "OR" | undefined {
  const word = text.slice(token.from, token.to);
  return word === "AND" || word === "OR" ? word : undefined;
}

/** Whether a token begins a condition of its own, rather than going on with the one before. */
function begins(token: Token, last: Token | undefined): boolean {
  if (!last) return true;
  if (last.kind === "operator" || last.kind === "negation" || last.kind === "field") return false;
  if (last.kind === "keyword") return false; // NOT: the others have ended the condition already
  const apart = token.from > last.to;
  return apart || token.kind === "field" || (token.kind === "bracket" && last.kind === "bracket");
}
