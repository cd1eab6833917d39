import type { SyncDiff } from "@millrace/connect/contract";
import { ArrowRight } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Figure, Figures } from "../../operate/parts/figures.tsx";
import { useFormat } from "../../shared/i18n/format.ts";
import { cn } from "../../shared/ui/cn.ts";
import { Badge } from "../../shared/ui/badge.tsx";
import { Panel } from "../../shared/ui/page.tsx";
import { DiffSample } from "./diff-sample.tsx";

type Stream = SyncDiff["streams"][number];

const parts = [
  { name: "adds", bar: "bg-good" },
  { name: "changes", bar: "bg-warn" },
  { name: "removes", bar: "bg-bad" },
  { name: "unchanged", bar: "bg-line-strong" },
] as const;

/** One stream of a dry run: how many records would come, change and go, in which fields, and the first of each. */
export function StreamDiff({ stream }: { stream: Stream }) {
  const { t } = useTranslation();
  return (
    <Panel
      title={
        <span className="flex flex-wrap items-center gap-x-1.5">
          {stream.stream}
          <ArrowRight aria-hidden className="size-3 text-faint" />
          <span className="font-normal text-muted">{stream.target}</span>
        </span>
      }
      actions={<Badge>{t(`connect.mode.${stream.mode}`)}</Badge>}
      className="overflow-hidden"
    >
      <Counts stream={stream} />
      {stream.changed_fields.length > 0 && <ChangedFields fields={stream.changed_fields} />}
      {stream.samples.length > 0 && (
        <section className="border-t border-line px-4 py-3">
          <h3 className="mb-2 text-xs text-muted">{t("connect.diff.samples")}</h3>
          <ul className="grid gap-2">
            {stream.samples.map((sample) => (
              <DiffSample key={`${sample.op} ${sample.key}`} sample={sample} />
            ))}
          </ul>
        </section>
      )}
    </Panel>
  );
}

function Counts({ stream }: { stream: Stream }) {
  const { t } = useTranslation();
  const format = useFormat();
  const total = parts.reduce((sum, { name }) => sum + stream[name], 0);
  return (
    <>
      <Figures className="rounded-none border-0 sm:grid-cols-5">
        {parts.map(({ name }) => (
          <Figure key={name} name={t(`connect.diff.${name}`)} value={format.number(stream[name])} />
        ))}
        <Figure
          name={t("connect.column.bad")}
          value={format.number(stream.bad)}
          tone={stream.bad > 0 ? "warn" : undefined}
        />
      </Figures>
      {total > 0 && (
        <div
          role="img"
          aria-label={parts
            .map(({ name }) => `${t(`connect.diff.${name}`)}: ${format.number(stream[name])}`)
            .join(", ")}
          className="mx-4 my-3 flex h-2 gap-px overflow-hidden rounded-full bg-sunken"
        >
          {parts.map(({ name, bar }) => (
            <span
              key={name}
              className={cn("h-full", bar)}
              style={{ width: `${(stream[name] / total) * 100}%` }}
            />
          ))}
        </div>
      )}
    </>
  );
}

/** How many records differ in each field, most first: chart and table in one. */
function ChangedFields({ fields }: { fields: Stream["changed_fields"] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const sorted = fields.toSorted((a, b) => b.count - a.count);
  const most = sorted[0]?.count ?? 1;
  return (
    <table className="mb-2 w-full border-t border-line text-ui">
      <thead className="text-2xs text-faint">
        <tr>
          <th scope="col" className="px-4 pt-2 pb-1 text-left font-medium">
            {t("connect.diff.field")}
          </th>
          <th scope="col" className="px-4 pt-2 pb-1 text-right font-medium whitespace-nowrap">
            {t("connect.diff.differ")}
          </th>
        </tr>
      </thead>
      <tbody>
        {sorted.map(({ field, count }) => (
          <tr key={field}>
            <th scope="row" className="relative w-full max-w-0 px-4 py-0.5 text-left font-normal">
              <span
                aria-hidden
                className="absolute inset-y-0.5 left-4 rounded-sm bg-accent-soft"
                style={{ width: `calc(${count / most} * (100% - 2rem))` }}
              />
              <span className="relative block truncate px-2 py-1 font-mono text-xs">{field}</span>
            </th>
            <td className="px-4 text-right tabular-nums">{format.number(count)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
