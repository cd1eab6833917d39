import type { Me } from "@millrace/identity/contract";
import { useQueryClient, type QueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { sessionOptions } from "../shared/session.ts";
import { identityApi } from "./api.ts";

/** Forgets what another person may have seen. */
function becomes(queries: QueryClient, me: Me): void {
  queries.clear();
  queries.setQueryData(sessionOptions().queryKey, me);
}

/** What follows a successful sign-in: the page that was asked for, or the first one. */
export function useEnter(): (me: Me) => Promise<void> {
  const queries = useQueryClient();
  const navigate = useNavigate();
  return async (me) => {
    becomes(queries, me);
    await navigate({ href: pageAsked(location.search), replace: true });
  };
}

/** Signs out here; the other sessions of the person go on. */
export function useLeave(): () => Promise<void> {
  const queries = useQueryClient();
  const navigate = useNavigate();
  return async () => {
    await identityApi.signOut();
    queries.clear();
    await navigate({ to: "/sign-in", replace: true });
  };
}

/** The `next` of an address, when it is a page of this dashboard and not somebody else's. */
export function pageAsked(search: string): string {
  const next = new URLSearchParams(search).get("next");
  if (next === null || !/^\/(?![/\\])/u.test(next)) return "/";
  return next;
}
