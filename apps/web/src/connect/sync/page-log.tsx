import type { Sync } from "@millrace/connect/contract";
import { FileText } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useFormat } from "../../shared/i18n/format.ts";
import { Panel } from "../../shared/ui/page.tsx";
import { QueryState } from "../../shared/ui/query-state.tsx";
import { Empty } from "../../shared/ui/states.tsx";
import { connectApi, type LoggedPage } from "../api.ts";
import { MoreButton } from "../parts/more-button.tsx";
import { readBy } from "../words.ts";
import { useLoggedPages } from "./queries.ts";

const hashShown = 12;
const head = "px-4 py-1.5 font-medium whitespace-nowrap";

/** Every answer of the source as the page log keeps it. */
export function PageLog({ sync }: { sync: Sync }) {
  const { t } = useTranslation();
  const query = useLoggedPages(sync.id);
  const pages = query.data?.pages.flatMap((page) => page.items) ?? [];
  if (query.data !== undefined && pages.length === 0)
    return (
      <Empty icon={FileText} title={t("connect.log.empty")}>
        {t("connect.log.emptyText")}
      </Empty>
    );
  return (
    <Panel title={t("connect.log.title")} className="overflow-hidden">
      <QueryState query={query} rows={3} />
      {pages.length > 0 && (
        <div tabIndex={0} role="region" aria-label={t("connect.log.title")} className="overflow-x-auto">
          <table className="w-full text-ui">
            <thead className="text-xs text-faint">
              <tr>
                <th scope="col" className={`${head} text-left`}>
                  {t("connect.log.page")}
                </th>
                <th scope="col" className={`${head} text-left`}>
                  {t("connect.stream")}
                </th>
                <th scope="col" className={`${head} text-right`}>
                  {t("connect.log.size")}
                </th>
                <th scope="col" className={`${head} text-left`}>
                  {t("connect.log.fetched")}
                </th>
                <th scope="col" className={`${head} text-left`}>
                  {t("connect.log.origin")}
                </th>
              </tr>
            </thead>
            <tbody className="divide-y divide-line border-t border-line">
              {pages.map((page) => (
                <PageRow key={page.number} syncId={readBy(sync)} page={page} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      <MoreButton query={query} isInPanel />
    </Panel>
  );
}

function PageRow({ syncId, page }: { syncId: string; page: LoggedPage }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <tr className="align-top hover:bg-hover">
      <th scope="row" className="px-4 py-1.5 text-left font-medium tabular-nums">
        <a
          href={connectApi.syncs.pageUrl(syncId, page.number)}
          target="_blank"
          rel="noreferrer"
          data-row-link=""
          className="text-accent underline-offset-2 hover:underline"
        >
          {page.number}
          <span className="sr-only"> {t("connect.rawPage", { page: page.number })}</span>
        </a>
      </th>
      <td className="px-4 py-1.5">{page.stream}</td>
      <td className="px-4 py-1.5 text-right whitespace-nowrap tabular-nums">{format.bytes(page.bytes)}</td>
      <td className="px-4 py-1.5 whitespace-nowrap tabular-nums" title={format.dateTime(page.fetched_at)}>
        {format.time(page.fetched_at)}
      </td>
      <td className="max-w-72 px-4 py-1.5">
        <span className="block truncate font-mono text-xs" title={page.origin}>
          {page.origin}
        </span>
        <span className="block truncate text-xs text-faint">
          {page.request_id !== null && <>{t("connect.log.request", { id: page.request_id })} · </>}
          <span title={page.hash}>{t("connect.log.hash", { hash: page.hash.slice(0, hashShown) })}</span>
        </span>
      </td>
    </tr>
  );
}
