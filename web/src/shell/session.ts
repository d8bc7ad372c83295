import { queryOptions, useQuery } from "@tanstack/react-query";

import { sessionGet, type MeOut } from "~/api/generated";
import { problemOf } from "~/api/problem";

/** Who is calling; `null` for nobody. Asked once, and again after signing in or out. */
export const sessionQuery = queryOptions({
  queryKey: ["session"],
  queryFn: async ({ signal, client }): Promise<MeOut | null> => {
    try {
      const { data } = await sessionGet({ signal });
      return data ?? null;
    } catch (error) {
      // A session that ends under somebody's hands leaves the page as it is until they are back.
      if (problemOf(error).status === 401) return client.getQueryData<MeOut>(["session"]) ?? null;
      throw error;
    }
  },
  staleTime: 60_000,
});

/** Who is signed in. */
export function useMe(): MeOut | null {
  return useQuery(sessionQuery).data ?? null;
}

/** Whether whoever is signed in has a permission, as the API names them. */
export function useMay(): (permission: string) => boolean {
  const me = useMe();
  return (permission) => me?.permissions.includes(permission) ?? false;
}
