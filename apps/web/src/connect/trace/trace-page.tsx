import type { RowTrace } from "@millrace/connect/contract";
import { queryOptions, useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { Search, Waypoints } from "lucide-react";
import { useState, type FormEvent, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "../../shared/i18n/format.ts";
import { Button } from "../../shared/ui/button.tsx";
import { Field, Input } from "../../shared/ui/field.tsx";
import { Page, Panel } from "../../shared/ui/page.tsx";
import { QueryState } from "../../shared/ui/query-state.tsx";
import { Empty } from "../../shared/ui/states.tsx";
import { connectApi } from "../api.ts";
import { isRowAddress, readTraceSearch } from "./trace-search.ts";
import { TracedTexts } from "./traced-texts.tsx";

/** From a delivered row back to the answer it came in. */
export function TracePage() {
  const { t } = useTranslation();
  const { row = null } = readTraceSearch(useSearch({ strict: false }));
  return (
    <Page title={t("nav.trace")} description={t("connect.trace.about")}>
      <RowForm key={row} row={row ?? ""} />
      {row === null ? (
        <Empty icon={Waypoints} title={t("connect.trace.empty")}>
          {t("connect.trace.emptyText")}
        </Empty>
      ) : (
        <Traced row={row} />
      )}
    </Page>
  );
}

function RowForm({ row }: { row: string }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [text, setText] = useState(row);
  const [isTried, setTried] = useState(false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (isRowAddress(text))
      void navigate({ to: "/connect/trace", search: { row: text.trim() }, state: { keepFocus: true } });
  };
  return (
    <form onSubmit={submit} noValidate className="mb-4 flex max-w-2xl items-start gap-2">
      <div className="min-w-0 flex-1">
        <Field
          label={t("connect.trace.row")}
          hint={t("connect.trace.rowHint")}
          error={isTried && !isRowAddress(text) ? t("connect.trace.rowWrong") : undefined}
        >
          {(ids) => (
            <Input
              value={text}
              autoComplete="off"
              spellCheck={false}
              autoCapitalize="none"
              placeholder="run:page:offset"
              onChange={(event) => setText(event.target.value)}
              className="font-mono"
              {...ids}
            />
          )}
        </Field>
      </div>
      <Button type="submit" look="primary" className="mt-7.5">
        <Search aria-hidden />
        {t("connect.trace.find")}
      </Button>
    </form>
  );
}

function Traced({ row }: { row: string }) {
  const query = useQuery(
    queryOptions({
      queryKey: ["connect", "trace", row],
      queryFn: ({ signal }) => connectApi.trace(row, signal),
      staleTime: Infinity,
    }),
  );
  return (
    <>
      <QueryState query={query} rows={2} className="mx-0" />
      {query.data !== undefined && (
        <div className="grid gap-4">
          <Origin trace={query.data} />
          <TracedTexts trace={query.data} />
        </div>
      )}
    </>
  );
}

function Origin({ trace }: { trace: RowTrace }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <Panel title={t("connect.trace.origin")}>
      <dl className="grid gap-x-6 gap-y-3 px-4 py-3.5 text-ui sm:grid-cols-2 lg:grid-cols-3">
        <Fact name={t("connect.trace.fetched")}>
          <time dateTime={trace.fetched_at}>
            {format.longDay(trace.fetched_at)}, {format.time(trace.fetched_at)}
          </time>
        </Fact>
        <Fact name={t("connect.sync")}>
          <Link
            to="/connect/syncs/$syncId"
            params={{ syncId: trace.sync_id }}
            className="text-accent underline-offset-2 hover:underline"
          >
            {trace.connection_name}
          </Link>{" "}
          · {trace.stream}
        </Fact>
        <Fact name={t("connect.trace.place")}>
          {t("connect.dead.place", { page: trace.page, offset: trace.offset })}
        </Fact>
        <Fact name={t("connect.log.origin")} isWide>
          <span className="font-mono text-xs break-all">{trace.origin}</span>
        </Fact>
        {trace.request_id !== null && (
          <Fact name={t("connect.trace.requestId")}>
            <span className="font-mono text-xs break-all">{trace.request_id}</span>
          </Fact>
        )}
        <Fact name={t("connect.trace.recordHash")} isWide>
          <span className="font-mono text-xs break-all">{trace.record_hash}</span>
        </Fact>
      </dl>
    </Panel>
  );
}

function Fact({ name, isWide = false, children }: { name: string; isWide?: boolean; children: ReactNode }) {
  return (
    <div className={isWide ? "min-w-0 sm:col-span-2" : "min-w-0"}>
      <dt className="mb-0.5 text-xs text-faint">{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
