import { queryOptions, useQuery } from "@tanstack/react-query";
import type { Me } from "@millrace/identity/contract";
import { read } from "./api/client.ts";

/** Who is signed in, and what they may do; read once, again after whatever changes it. */
export function sessionOptions() {
  return queryOptions({
    queryKey: ["session"],
    queryFn: ({ signal }) => read<Me>("/me", signal),
    staleTime: Infinity,
  });
}

export function useSession() {
  return useQuery(sessionOptions());
}

/** Whether the signed-in person holds a permission ("operate:act"). Hides what the server would refuse anyway; false until it is known. */
export function useMay(permission: Me["permissions"][number]): boolean {
  return useSession().data?.permissions.includes(permission) ?? false;
}
