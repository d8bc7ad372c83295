import type { SubmissionEmailData, SubmissionListData } from "~/api/generated";
import { oneOf, text, type Search } from "~/shell/search";

type Asked = NonNullable<SubmissionListData["query"]>;
type Wish = SubmissionEmailData["body"];

export type Category = Wish["category"];
export type Reason = Wish["reason"];

/** What can be submitted. A file is brought along; mail is named or brought. */
export const KINDS = [
  { value: "email", label: "Email" },
  { value: "url", label: "URL" },
  { value: "file", label: "File" },
] as const;
export type Kind = (typeof KINDS)[number]["value"];

export const CATEGORIES: readonly { value: Category; label: string }[] = [
  { value: "phish", label: "Phish" },
  { value: "malware", label: "Malware" },
  { value: "spam", label: "Spam" },
  { value: "clean", label: "Clean" },
];

/** What somebody may say of it: of what is clean something else than of a threat. */
export const REASONS: readonly { value: Reason; label: string; clean: boolean }[] = [
  { value: "appears_suspicious", label: "It appears suspicious", clean: false },
  { value: "confirmed_threat", label: "I've confirmed it's a threat", clean: false },
  { value: "appears_clean", label: "It appears clean", clean: true },
  { value: "confirmed_clean", label: "I've confirmed it's clean", clean: true },
];

/** Whether somebody is sure enough to block or allow it, too. */
export const isSure = (reason: Reason): boolean => reason.startsWith("confirmed_");

/** Which submissions are shown, and which is about to be made, as another page says it. */
export type Submissions = {
  status?: "pending" | "completed" | undefined;
  kind?: Kind | undefined;
  category?: Category | undefined;
  submit?: Kind | undefined;
  value?: string | undefined;
};

export function readSubmissions(search: Search): Submissions {
  const kinds = KINDS.map((one) => one.value);
  return {
    status: oneOf(search, "status", ["pending", "completed"] as const),
    kind: oneOf(search, "kind", kinds),
    category: oneOf(
      search,
      "category",
      CATEGORIES.map((one) => one.value),
    ),
    submit: oneOf(search, "submit", kinds),
    value: text(search, "value"),
  };
}

/** What is asked of the API. */
export function askedOf({ status, kind, category }: Submissions): Asked {
  const said = Object.entries({ status, kind, category }).filter(([, value]) => value);
  return Object.fromEntries(said) as Asked;
}

/** URLs as people write them: one a line, or with blanks or commas between. */
export const urlsOf = (written: string): string[] => written.split(/[\s,]+/).filter(Boolean);
