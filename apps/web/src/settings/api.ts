import type { SettingChanges, SettingList } from "@millrace/server/contract";
import { queryOptions } from "@tanstack/react-query";
import { read, write } from "../shared/api/client.ts";

export const settingsApi = {
  list: (signal?: AbortSignal) => read<SettingList>("/settings", signal),
  change: (changes: SettingChanges) => write<SettingList>("PATCH", "/settings", changes),
};

export const settingsOptions = () =>
  queryOptions({ queryKey: ["settings"], queryFn: ({ signal }) => settingsApi.list(signal), staleTime: 0 });
