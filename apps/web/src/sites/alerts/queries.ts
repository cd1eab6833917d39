import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { Workspace } from "@millrace/sites/contract";
import { notifyDone, notifyProblem } from "../../shared/notify.ts";
import { scrapingApi } from "../scraping-api.ts";

export const alertKeys = {
  all: ["scraping", "alerts"],
  list: (workspace: Workspace) => ["scraping", "alerts", workspace],
  fired: (ruleId: string) => ["scraping", "alerts", "fired", ruleId],
} as const;

export function useAlertRules(workspace: Workspace) {
  return useQuery(
    queryOptions({
      queryKey: alertKeys.list(workspace),
      queryFn: ({ signal }) => scrapingApi.alerts.list(workspace, signal),
    }),
  );
}

export function useFiredAlerts(ruleId: string) {
  return useQuery(
    queryOptions({
      queryKey: alertKeys.fired(ruleId),
      queryFn: ({ signal }) => scrapingApi.alerts.fired(ruleId, signal),
    }),
  );
}

/** Something done to alerts: sent, told (with an undo where there is one), and read again. */
export function useAlertChange<Subject = void, Answer = unknown>(
  send: (subject: Subject) => Promise<Answer>,
  tell: (subject: Subject, answer: Answer) => { message: string; undo?: () => void } | null,
  /** A refusal is shown where it belongs, not as a notice. */
  { isRefusalShown = false }: { isRefusalShown?: boolean } = {},
) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: send,
    onSuccess: (answer, subject) => {
      const told = tell(subject, answer);
      if (told !== null) notifyDone(told.message, told.undo);
    },
    onError: isRefusalShown ? () => undefined : notifyProblem,
    onSettled: () => client.invalidateQueries({ queryKey: alertKeys.all }),
  });
}
