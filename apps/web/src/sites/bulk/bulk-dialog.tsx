import type { BulkChange, BulkRequest, Website, WebsiteFilters } from "@millrace/sites/contract";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "../../shared/i18n/format.ts";
import { Button } from "../../shared/ui/button.tsx";
import { Dialog, DialogBody, DialogFooter } from "../../shared/ui/dialog.tsx";
import { ProblemNotice, Skeleton } from "../../shared/ui/states.tsx";
import { sitesApi } from "../api.ts";
import { ChangeTable } from "../parts/change-table.tsx";
import { TagsField, tagsOf } from "../parts/tags-field.tsx";
import type { BulkKind } from "./bulk-bar.tsx";
import { useApplyBulk } from "./use-apply-bulk.ts";

/** The change, once everything it needs has been said. */
function changeOf(kind: BulkKind, tags: string[]): BulkChange | null {
  if (kind !== "add_tags" && kind !== "remove_tags") return { kind };
  return tags.length === 0 ? null : { kind, tags };
}

/** Shows what a change of many websites will do, and asks. */
export function BulkDialog({
  kind,
  filter,
  websites,
  onClose,
  onDone,
}: {
  kind: BulkKind;
  filter: WebsiteFilters;
  /** null: everything the filter finds. */
  websites: readonly Website[] | null;
  onClose: () => void;
  onDone: () => void;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const [text, setText] = useState("");
  const change = changeOf(kind, tagsOf(text));
  const request: BulkRequest | null =
    change === null
      ? null
      : { filter, change, ...(websites === null ? {} : { website_ids: websites.map(({ id }) => id) }) };
  const preview = useQuery({
    queryKey: ["sites", "bulk-preview", request],
    queryFn: () => (request === null ? null : sitesApi.bulk.preview(request)),
    enabled: request !== null,
    // What a preview says holds for now only: its token is refused once something has changed.
    staleTime: 0,
    gcTime: 0,
  });
  const apply = useApplyBulk();
  const shown = request === null ? undefined : (preview.data ?? undefined);
  const hasTags = kind === "add_tags" || kind === "remove_tags";
  const submit = () => {
    if (request === null || shown === undefined) return;
    apply.mutate(
      { request, token: shown.token },
      {
        onSuccess: () => {
          onDone();
          onClose();
        },
      },
    );
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title={t(`sites.bulk.ask.${kind}`)}
      description={t(`sites.bulk.about.${kind}`)}
      className="w-[min(40rem,calc(100vw-1.5rem))]"
    >
      <DialogBody>
        {hasTags && <TagsField value={text} onChange={setText} />}
        {preview.isError && (
          <ProblemNotice error={preview.error} onRetry={() => void preview.refetch()} className="mx-0" />
        )}
        {request !== null && preview.isPending && <Skeleton className="h-24" />}
        {shown !== undefined && (
          <>
            <p role="status" className="py-2 text-ui">
              {t("sites.bulk.willChange", {
                count: shown.changed,
                changed: format.number(shown.changed),
                selected: format.number(shown.selected),
              })}
            </p>
            <ChangeTable rows={shown.sample} total={shown.changed} />
          </>
        )}
        {apply.isError && (
          <ProblemNotice error={apply.error} onRetry={() => void preview.refetch()} className="mx-0" />
        )}
      </DialogBody>
      <DialogFooter>
        <Button onClick={onClose}>{t("common.cancel")}</Button>
        <Button
          look={kind === "delete" ? "danger" : "primary"}
          disabled={shown === undefined || shown.changed === 0 || apply.isPending}
          onClick={submit}
        >
          {shown === undefined || shown.changed === 0
            ? t(`sites.bulk.do.${kind}`)
            : t("sites.bulk.doCount", {
                what: t(`sites.bulk.do.${kind}`),
                count: shown.changed,
                websites: format.number(shown.changed),
              })}
        </Button>
      </DialogFooter>
    </Dialog>
  );
}
