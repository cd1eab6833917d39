import { useQuery } from "@tanstack/react-query";
import { operateApi } from "../api.ts";

export function useStorage() {
  return useQuery({
    queryKey: ["operate", "storage"],
    queryFn: ({ signal }) => operateApi.storage.get(signal),
  });
}
