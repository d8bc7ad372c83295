import { submissionEmail, submissionUpload, submissionUrl } from "~/api/generated";

import { isSure, urlsOf, type Category, type Kind, type Reason } from "./state";

/** What somebody submits, as the form has it. */
export type Wish = {
  kind: Kind;
  value: string;
  file: File | undefined;
  category: Category;
  reason: Reason;
  note: string;
  /** Whether it is blocked or allowed beside. */
  listed: boolean;
};

type Sent = { ids: readonly string[]; refused: readonly string[] };

const LASTS = "30_days";

/** Hands it over; answers with the ids of what was submitted and with sentences on what was not. */
export async function sent(wish: Wish): Promise<Sent> {
  const { category, reason, kind } = wish;
  const note = wish.note.trim();
  const listed = wish.listed && isSure(reason);
  const entry = listed ? { values: [], expiry: LASTS as typeof LASTS } : null;
  if (kind === "url") {
    const body = { urls: urlsOf(wish.value), category, reason, note, entry };
    const { data } = await submissionUrl({ body });
    return {
      ids: data?.items.map((one) => one.id) ?? [],
      refused: Object.values(data?.refused ?? {}),
    };
  }
  if (wish.file) {
    const more = listed ? { entry: LASTS as typeof LASTS } : {};
    const query = { kind, category, reason, note, name: wish.file.name, ...more };
    const { data } = await submissionUpload({ query, body: wish.file });
    return { ids: data ? [data.id] : [], refused: [] };
  }
  const body = { network_message_id: wish.value.trim(), category, reason, note, entry };
  const { data } = await submissionEmail({ body });
  return { ids: data ? [data.id] : [], refused: [] };
}
