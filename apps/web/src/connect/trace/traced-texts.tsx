import type { RowTrace } from "@millrace/connect/contract";
import { ExternalLink } from "lucide-react";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { CopyButton } from "../../operate/parts/json-view.tsx";
import { buttonLook } from "../../shared/ui/button.tsx";
import { Panel } from "../../shared/ui/page.tsx";
import { connectApi } from "../api.ts";
import { findLines, layOutJson } from "../parts/json-text.ts";
import { RawText } from "../parts/raw-text.tsx";

/** The record, and the whole answer with the record marked in it. */
export function TracedTexts({ trace }: { trace: RowTrace }) {
  const { t } = useTranslation();
  const { record, marked } = useMemo(() => placeOf(trace), [trace]);
  return (
    <div className="grid items-start gap-4 lg:grid-cols-2">
      <Panel title={t("connect.trace.record")} actions={<CopyButton text={record} />} className="min-w-0">
        <RawText label={t("connect.trace.record")} text={record} className="max-h-[36rem]" />
      </Panel>
      <Panel
        title={t("connect.trace.response")}
        className="min-w-0"
        actions={
          <a
            href={connectApi.syncs.pageUrl(trace.sync_id, trace.page)}
            target="_blank"
            rel="noreferrer"
            className={buttonLook({ look: "ghost", size: "small" })}
          >
            <ExternalLink aria-hidden />
            {t("connect.rawPage", { page: trace.page })}
          </a>
        }
      >
        <p className="px-4 pt-2.5 text-xs text-pretty text-muted">
          {t(marked === null ? "connect.trace.notMarked" : "connect.trace.marked")}
        </p>
        <RawText
          label={t("connect.trace.response")}
          text={trace.response}
          marked={marked}
          className="max-h-[36rem]"
        />
      </Panel>
    </div>
  );
}

/** Where the record stands in the answer; there its numbers have every digit, which they lose on the way here. */
function placeOf({ record, response }: RowTrace): {
  record: string;
  marked: { first: number; last: number } | null;
} {
  const text = JSON.stringify(record) ?? "null";
  const [whole, part] = [layOutJson(response), layOutJson(text)];
  const marked = whole === null || part === null ? null : findLines(whole, part);
  if (whole === null || marked === null) return { record: text, marked };
  const lines = whole.lines.slice(marked.first, marked.last + 1).join("\n");
  return { record: lines.replace(/^[^[{]*/u, "").replace(/,\s*$/u, ""), marked };
}
