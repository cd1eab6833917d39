import type { EvidenceItem, PostDetail } from "@millrace/posts/contract";
import { useTranslation } from "react-i18next";
import { api } from "../../shared/api/client.ts";
import { useFormat } from "../../shared/i18n/format.ts";
import { useSettings } from "../../shared/settings.ts";
import { Dialog, DialogBody } from "../../shared/ui/dialog.tsx";
import { ProblemNotice, Skeleton } from "../../shared/ui/states.tsx";
import { fieldName } from "./field-table.tsx";
import { useEvidence } from "./queries.ts";

/** The saved page with the value highlighted, in a frame that can run nothing. */
export function EvidenceDialog({
  post,
  field,
  onClose,
}: {
  post: PostDetail;
  field: string | null;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const { language } = useSettings();
  const query = useEvidence(post.id, field);
  const evidence = field === null ? undefined : post.evidence[field];
  const name = field === null ? "" : fieldName(field, t);
  return (
    <Dialog
      open={field !== null}
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title={t("evidence.title", { field: name })}
      description={t("evidence.description", { when: format.dateTime(post.collected_at) })}
      className="top-[4dvh] h-[90dvh] max-h-none w-[min(64rem,calc(100vw-1.5rem))]"
    >
      {evidence !== undefined && <Facts evidence={evidence} snapshotHash={post.snapshot_hash} />}
      {query.isPending && field !== null && (
        <DialogBody>
          <Skeleton className="h-full min-h-48" />
        </DialogBody>
      )}
      {query.isError && (
        <DialogBody>
          <ProblemNotice error={query.error} className="mx-0" />
        </DialogBody>
      )}
      {query.isSuccess && field !== null && (
        <iframe
          sandbox=""
          title={t("evidence.frame", { field: name })}
          src={`${api.posts.evidenceUrl(post.id, field, language)}#evidence`}
          className="min-h-0 w-full flex-1 rounded-b-xl bg-white"
        />
      )}
    </Dialog>
  );
}

function Facts({ evidence, snapshotHash }: { evidence: EvidenceItem; snapshotHash: string | null }) {
  const { t } = useTranslation();
  return (
    <dl className="mx-5 grid grid-cols-[auto_minmax(0,1fr)] gap-x-3 gap-y-0.5 border-b border-line pb-3 text-xs">
      <dt className="text-faint">{t("evidence.place")}</dt>
      <dd>
        {t(`place.${evidence.source}`)} <code className="font-mono break-all">{evidence.path}</code>
      </dd>
      <dt className="text-faint">{t("evidence.raw")}</dt>
      <dd className="line-clamp-3 font-mono break-words">{evidence.raw}</dd>
      {snapshotHash !== null && (
        <>
          <dt className="text-faint">SHA-256</dt>
          <dd className="truncate font-mono">{snapshotHash}</dd>
        </>
      )}
    </dl>
  );
}
