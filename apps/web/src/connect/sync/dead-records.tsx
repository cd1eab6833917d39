import type { DeadRecord, Sync } from "@millrace/connect/contract";
import { Link } from "@tanstack/react-router";
import { ChevronRight, Download, ExternalLink, MailCheck } from "lucide-react";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { CopyButton } from "../../operate/parts/json-view.tsx";
import { Badge } from "../../shared/ui/badge.tsx";
import { buttonLook } from "../../shared/ui/button.tsx";
import { cn } from "../../shared/ui/cn.ts";
import { Menu, MenuLink } from "../../shared/ui/menu.tsx";
import { Panel } from "../../shared/ui/page.tsx";
import { QueryState } from "../../shared/ui/query-state.tsx";
import { Empty } from "../../shared/ui/states.tsx";
import { connectApi } from "../api.ts";
import { MoreButton } from "../parts/more-button.tsx";
import { RawText } from "../parts/raw-text.tsx";
import { readBy } from "../words.ts";
import { useDeadRecords } from "./queries.ts";

/** Records that were put aside, each with the reason, as the source gave it. */
export function DeadRecords({ sync }: { sync: Sync }) {
  const { t } = useTranslation();
  const query = useDeadRecords(sync.id);
  const items = query.data?.pages.flatMap((page) => page.items) ?? [];
  if (query.data !== undefined && items.length === 0)
    return (
      <Empty icon={MailCheck} title={t("connect.dead.empty")}>
        {t("connect.dead.emptyText")}
      </Empty>
    );
  return (
    <Panel
      title={t("connect.dead.title", { count: sync.bad })}
      actions={items.length > 0 && <ExportMenu syncId={sync.id} />}
      className="overflow-hidden"
    >
      <QueryState query={query} rows={3} />
      <ul className="divide-y divide-line">
        {items.map((record) => (
          <DeadRow key={record.id} record={record} run={readBy(sync)} />
        ))}
      </ul>
      <MoreButton query={query} isInPanel />
    </Panel>
  );
}

function ExportMenu({ syncId }: { syncId: string }) {
  const { t } = useTranslation();
  return (
    <Menu
      align="end"
      label={t("export.title")}
      trigger={
        <button type="button" className={buttonLook({ look: "ghost", size: "small" })}>
          <Download aria-hidden />
          {t("connect.dead.export")}
        </button>
      }
    >
      {(["csv", "jsonl"] as const).map((format) => (
        <MenuLink key={format} href={connectApi.syncs.deadRecordsUrl(syncId, format)} download>
          <span className="flex-1">{t(`export.${format}`)}</span>
          <span className="text-xs text-faint">.{format}</span>
        </MenuLink>
      ))}
    </Menu>
  );
}

function DeadRow({ record, run }: { record: DeadRecord; run: string }) {
  const { t } = useTranslation();
  const details = useId();
  const [isOpen, setOpen] = useState(false);
  const place = `${record.page}:${record.offset}`;
  return (
    <li>
      <div className="flex items-start gap-2.5 px-4 py-2.5">
        <button
          type="button"
          data-row-link=""
          aria-expanded={isOpen}
          aria-controls={details}
          aria-label={t("connect.dead.open", { place })}
          onClick={() => setOpen(!isOpen)}
          className="flex size-6 shrink-0 items-center justify-center rounded text-faint hover:bg-hover"
        >
          <ChevronRight aria-hidden className={cn("size-4 transition-transform", isOpen && "rotate-90")} />
        </button>
        <div className="min-w-0 flex-1 text-ui">
          <p className="text-pretty break-words">{record.reason}</p>
          <p className="mt-0.5 flex flex-wrap items-center gap-x-2 gap-y-1 text-xs text-faint">
            <Badge tone="warn" className="h-4">
              {record.code}
            </Badge>
            <span>{record.stream}</span>
            <span className="tabular-nums">
              {t("connect.dead.place", { page: record.page, offset: record.offset })}
            </span>
          </p>
        </div>
      </div>
      <div id={details} hidden={!isOpen}>
        {isOpen && <Details record={record} run={run} />}
      </div>
    </li>
  );
}

function Details({
  record,
  run,
}: {
  record: DeadRecord;
  /** Whose page log has it. */
  run: string;
}) {
  const { t } = useTranslation();
  return (
    <div className="border-t border-line bg-sunken/50 px-4 pb-3 sm:pl-12">
      <div className="flex flex-wrap items-center gap-x-1 gap-y-1 pt-2">
        <span className="mr-auto text-xs font-medium text-muted">{t("connect.dead.record")}</span>
        <CopyButton text={record.record} />
        <a
          href={connectApi.syncs.pageUrl(run, record.page)}
          target="_blank"
          rel="noreferrer"
          className={buttonLook({ look: "ghost", size: "small" })}
        >
          <ExternalLink aria-hidden />
          {t("connect.rawPage", { page: record.page })}
        </a>
        <Link
          to="/connect/trace"
          search={{ row: `${run}:${record.page}:${record.offset}` }}
          className={buttonLook({ look: "ghost", size: "small" })}
        >
          {t("connect.dead.trace")}
        </Link>
      </div>
      <RawText
        label={t("connect.dead.record")}
        text={record.record}
        className="mt-1 max-h-72 rounded-md border border-line bg-panel"
      />
    </div>
  );
}
