import type { BulkRequest } from "@millrace/sites/contract";
import { useMutation, useQueryClient, type QueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useFormat } from "../../shared/i18n/format.ts";
import { notifyDone, notifyProblem } from "../../shared/notify.ts";
import { sitesApi } from "../api.ts";
import { siteKeys } from "../queries.ts";

const reread = (client: QueryClient) => client.invalidateQueries({ queryKey: siteKeys.all });

/** Applies what a preview has shown; the toast and the "u" key restore the snapshot that was made first. */
export function useApplyBulk() {
  const client = useQueryClient();
  const { t } = useTranslation();
  const format = useFormat();
  const restore = async (snapshotId: string): Promise<void> => {
    try {
      const { token } = await sitesApi.snapshots.preview(snapshotId);
      await sitesApi.snapshots.restore(snapshotId, token);
      notifyDone(t("sites.bulk.undone"));
    } catch (error) {
      notifyProblem(error);
    }
    await reread(client);
  };
  return useMutation({
    mutationFn: ({ request, token }: { request: BulkRequest; token: string }) =>
      sitesApi.bulk.apply(request, token),
    onSuccess: ({ changed, snapshot_id }, { request }) => {
      // Not waited for: the window would stay open over the toast, and keep the "u" key that the toast offers.
      void reread(client);
      notifyDone(
        t(`sites.bulk.done.${request.change.kind}`, { count: changed, websites: format.number(changed) }),
        () => void restore(snapshot_id),
      );
    },
  });
}
