import type { BulkChange, Website, WebsiteFilters, Workspace } from "@millrace/sites/contract";
import { Link } from "@tanstack/react-router";
import { Archive, ArchiveRestore, GitCompareArrows, Tag, Trash2, X, type LucideIcon } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "../../shared/i18n/format.ts";
import { Button, buttonLook } from "../../shared/ui/button.tsx";
import { useWindow } from "../../shared/use-window.ts";
import { mostCompared } from "../compare/compare-search.ts";
import type { WebsiteSelection } from "../list/selection.ts";
import { MeasureTheseButton } from "../measure/measure-button.tsx";
import { useSummary } from "../queries.ts";
import { BulkDialog } from "./bulk-dialog.tsx";

export type BulkKind = BulkChange["kind"];

interface BulkBarProps {
  selection: WebsiteSelection;
  filters: WebsiteFilters;
  /** The list goes on beyond what is loaded. */
  hasMore: boolean;
}

/** What can be done with the ticked websites; nothing is shown while none is. */
export function BulkBar(props: BulkBarProps) {
  const { selection, filters } = props;
  const [kind, setKind] = useState<BulkKind | null>(null);
  const [isOpen, setOpen] = useWindow();
  if (selection.selected.length === 0) return null;
  const ask = (next: BulkKind) => () => {
    setKind(next);
    setOpen(true);
  };
  return (
    <>
      <Bar {...props} ask={ask} />
      {isOpen && kind !== null && (
        <BulkDialog
          kind={kind}
          filter={filters}
          websites={selection.isEverything ? null : selection.selected}
          onClose={() => setOpen(false)}
          onDone={selection.clear}
        />
      )}
    </>
  );
}

function Bar({ selection, filters, hasMore, ask }: BulkBarProps & { ask: (kind: BulkKind) => () => void }) {
  const { t } = useTranslation();
  const { selected, isEverything } = selection;
  const isArchive = filters.archived === "true";
  return (
    <div
      role="toolbar"
      aria-label={t("sites.bulk.title")}
      className="absolute inset-x-0 bottom-4 z-20 mx-auto flex w-max max-w-[calc(100%-1rem)] animate-rise items-center gap-1 overflow-x-auto rounded-lg border border-line bg-panel p-1.5 shadow-pop"
    >
      <Count selection={selection} filters={filters} hasMore={hasMore} />
      {!isEverything && !isArchive && (
        <MeasureTheseButton workspace={filters.workspace} websiteIds={selected.map(({ id }) => id)} isSmall />
      )}
      <BulkButton icon={Tag} label={t("sites.bulk.addTags")} onClick={ask("add_tags")} />
      <BulkButton icon={Tag} label={t("sites.bulk.removeTags")} onClick={ask("remove_tags")} />
      {!isEverything && <CompareLink websites={selected} workspace={filters.workspace} />}
      {isArchive ? (
        <BulkButton icon={ArchiveRestore} label={t("sites.bulk.unarchive")} onClick={ask("unarchive")} />
      ) : (
        <BulkButton icon={Archive} label={t("sites.bulk.archive")} onClick={ask("archive")} />
      )}
      <BulkButton
        icon={Trash2}
        label={t("sites.bulk.delete")}
        className="text-bad hover:text-bad"
        onClick={ask("delete")}
      />
      <Button
        look="ghost"
        size="iconSmall"
        aria-label={t("bulk.clear")}
        title={t("bulk.clear")}
        onClick={selection.clear}
      >
        <X aria-hidden />
      </Button>
    </div>
  );
}

/** How many are ticked, and the way to take the whole list. */
function Count({ selection, filters, hasMore }: BulkBarProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const { selected, isEverything, isAllLoaded, selectEverything } = selection;
  if (isEverything)
    return <span className="px-2 text-ui font-medium whitespace-nowrap">{t("sites.bulk.everything")}</span>;
  return (
    <>
      <span className="px-2 text-ui font-medium whitespace-nowrap tabular-nums">
        {t("sites.bulk.selected", { count: selected.length, websites: format.number(selected.length) })}
      </span>
      {isAllLoaded && hasMore && (
        <Button look="ghost" size="small" className="text-accent" onClick={selectEverything}>
          <Everything filters={filters} />
        </Button>
      )}
    </>
  );
}

/** Only for as many as a chart can tell apart. */
function CompareLink({ websites, workspace }: { websites: readonly Website[]; workspace: Workspace }) {
  const { t } = useTranslation();
  if (websites.length < 2 || websites.length > mostCompared) return null;
  return (
    <Link
      to="/sites/compare"
      search={{
        ids: websites.map(({ id }) => id).join(","),
        ...(workspace === "test" ? { workspace } : {}),
      }}
      className={buttonLook({ look: "ghost", size: "small" })}
    >
      <GitCompareArrows aria-hidden />
      {t("sites.bulk.compare")}
    </Link>
  );
}

function BulkButton({
  icon: Icon,
  label,
  className,
  onClick,
}: {
  icon: LucideIcon;
  label: string;
  className?: string;
  onClick: () => void;
}) {
  return (
    <Button look="ghost" size="small" onClick={onClick} {...(className === undefined ? {} : { className })}>
      <Icon aria-hidden />
      {label}
    </Button>
  );
}

/** How many the whole list has is known while nothing but the status narrows it. */
function Everything({ filters }: { filters: WebsiteFilters }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { data } = useSummary(filters.workspace);
  const { workspace: _workspace, archived, status, ...others } = filters;
  if (data === undefined || archived === "true" || Object.keys(others).length > 0)
    return t("sites.bulk.takeAll");
  const count = status === undefined ? data.total : (data.by_status[status] ?? 0);
  return t("sites.bulk.takeAllOf", { count, websites: format.number(count) });
}
