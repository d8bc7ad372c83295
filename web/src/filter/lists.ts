import { listPut } from "~/api/generated";

/** Whether a name can be that of a list. */
export function isListName(name: string): boolean {
  return /^[a-z0-9][a-z0-9_-]{0,63}$/.test(name);
}

/** Adds a value to a list, which is made where there is none; tells how many entries it has. */
export async function addTo(name: string, value: string): Promise<number> {
  const { data } = await listPut({
    path: { name },
    query: { add: true },
    body: `${value}\n`,
    headers: { "Content-Type": "text/plain" },
  });
  return data?.entries ?? 0;
}
