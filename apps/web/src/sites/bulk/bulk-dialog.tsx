import type { BulkChange, BulkPreview, BulkRequest, Website, WebsiteFilters } from "@millrace/sites/contract";
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

interface BulkDialogProps {
  kind: BulkKind;
  filter: WebsiteFilters;
  /** null: everything the filter finds. */
  websites: readonly Website[] | null;
  onClose: () => void;
  onDone: () => void;
}

/** Shows what a change of many websites will do, and asks. */
export function BulkDialog(props: BulkDialogProps) {
  const { kind, onClose, onDone } = props;
  const { t } = useTranslation();
  const [text, setText] = useState("");
  const request = requestOf(props, tagsOf(text));
  const preview = useBulkPreview(request);
  const apply = useApplyBulk();
  const shown = preview.data ?? undefined;
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
        {hasTags(kind) && <TagsField value={text} onChange={setText} />}
        {request !== null && preview.isPending && <Skeleton className="h-24" />}
        {shown !== undefined && <WhatChanges preview={shown} />}
        <Problem
          error={apply.error ?? preview.error}
          onRetry={() => {
            apply.reset();
            void preview.refetch();
          }}
        />
      </DialogBody>
      <DialogFooter>
        <Button onClick={onClose}>{t("common.cancel")}</Button>
        <SubmitButton kind={kind} count={shown?.changed ?? 0} isBusy={apply.isPending} onClick={submit} />
      </DialogFooter>
    </Dialog>
  );
}

const hasTags = (kind: BulkKind): kind is "add_tags" | "remove_tags" =>
  kind === "add_tags" || kind === "remove_tags";

/** What to ask for, once everything it needs has been said. */
function requestOf({ kind, filter, websites }: BulkDialogProps, tags: string[]): BulkRequest | null {
  if (hasTags(kind) && tags.length === 0) return null;
  const change: BulkChange = hasTags(kind) ? { kind, tags } : { kind };
  return { filter, change, ...(websites === null ? {} : { website_ids: websites.map(({ id }) => id) }) };
}

/** What a preview says holds for now only: its token is refused once something has changed. */
function useBulkPreview(request: BulkRequest | null) {
  return useQuery({
    queryKey: ["sites", "bulk-preview", request],
    queryFn: () => (request === null ? null : sitesApi.bulk.preview(request)),
    enabled: request !== null,
    staleTime: 0,
    gcTime: 0,
  });
}

function Problem({ error, onRetry }: { error: Error | null; onRetry: () => void }) {
  return error === null ? null : <ProblemNotice error={error} onRetry={onRetry} className="mx-0" />;
}

function WhatChanges({ preview }: { preview: BulkPreview }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <>
      <p role="status" className="py-2 text-ui">
        {t("sites.bulk.willChange", {
          count: preview.changed,
          changed: format.number(preview.changed),
          selected: format.number(preview.selected),
        })}
      </p>
      <ChangeTable rows={preview.sample} total={preview.changed} />
    </>
  );
}

function SubmitButton({
  kind,
  count,
  isBusy,
  onClick,
}: {
  kind: BulkKind;
  /** Websites that will change; with none there is nothing to do. */
  count: number;
  isBusy: boolean;
  onClick: () => void;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const what = t(`sites.bulk.do.${kind}`);
  return (
    <Button
      look={kind === "delete" ? "danger" : "primary"}
      disabled={count === 0 || isBusy}
      onClick={onClick}
    >
      {count === 0 ? what : t("sites.bulk.doCount", { what, count, websites: format.number(count) })}
    </Button>
  );
}
