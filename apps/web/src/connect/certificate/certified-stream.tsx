import type { SyncCertificate } from "@millrace/connect/contract";
import { ArrowRight, Check, X } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useFormat, type Formatters } from "../../shared/i18n/format.ts";
import { Badge } from "../../shared/ui/badge.tsx";
import { Panel } from "../../shared/ui/page.tsx";
import { SchemaChanges } from "../sync/schema-changes.tsx";

type Stream = SyncCertificate["streams"][number];

/** One stream of a certificate: its equations with both sides, the figures, what the destination says, and what changed of the schema. */
export function CertifiedStream({ stream }: { stream: Stream }) {
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
      className="overflow-hidden break-inside-avoid"
    >
      <Equations stream={stream} />
      <Numbers stream={stream} />
      <Destination stream={stream} />
      {stream.changes.length > 0 && (
        <section className="border-t border-line pt-2">
          <h3 className="px-4 pb-1 text-xs text-muted">{t("connect.changes.title")}</h3>
          <SchemaChanges changes={stream.changes} />
        </section>
      )}
    </Panel>
  );
}

function Equations({ stream }: { stream: Stream }) {
  const { t } = useTranslation();
  const format = useFormat();
  const head = "px-4 py-1.5 font-medium whitespace-nowrap";
  return (
    <div
      tabIndex={0}
      role="region"
      aria-label={`${t("connect.certificate.equations")}: ${stream.stream}`}
      className="overflow-x-auto"
    >
      <table className="w-full text-ui">
        <thead className="text-xs text-faint">
          <tr>
            <th scope="col" className={`${head} text-left`}>
              {t("connect.certificate.holds")}
            </th>
            <th scope="col" className={`${head} text-left`}>
              {t("connect.certificate.equation")}
            </th>
            <th scope="col" className={`${head} text-right`}>
              {t("connect.certificate.left")}
            </th>
            <th scope="col" className={`${head} text-right`}>
              {t("connect.certificate.right")}
            </th>
          </tr>
        </thead>
        <tbody className="divide-y divide-line border-t border-line">
          {stream.equations.map((equation) => (
            <tr key={equation.text} className={equation.holds ? undefined : "bg-bad-soft"}>
              <td className="px-4 py-1.5">
                <Holds isSo={equation.holds} />
              </td>
              <th scope="row" className="w-full min-w-40 px-4 py-1.5 text-left font-normal">
                {equation.text}
              </th>
              <td className="px-4 py-1.5 text-right tabular-nums">{format.number(equation.left)}</td>
              <td className="px-4 py-1.5 text-right tabular-nums">{format.number(equation.right)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Holds({ isSo }: { isSo: boolean }) {
  const { t } = useTranslation();
  const Icon = isSo ? Check : X;
  return (
    <span
      className={`inline-flex items-center gap-1 font-medium whitespace-nowrap ${isSo ? "text-good" : "text-bad"}`}
    >
      <Icon aria-hidden className="size-4" />
      {t(isSo ? "common.yes" : "common.no")}
    </span>
  );
}

/** The figures in the order a record takes: read, kept apart, sent, counted by the destination. */
const figures: readonly (readonly [
  name:
    | "pages"
    | "requests"
    | "records"
    | "keys"
    | "delivered"
    | "unchanged"
    | "bad"
    | "inserts"
    | "updates"
    | "gone"
    | "valid_rows"
    | "error_rows"
    | "bytes_read"
    | "bytes_written",
  write: (value: number, format: Formatters) => string,
])[] = [
  ["pages", (value, format) => format.number(value)],
  ["requests", (value, format) => format.number(value)],
  ["bytes_read", (value, format) => format.bytes(value)],
  ["records", (value, format) => format.number(value)],
  ["keys", (value, format) => format.number(value)],
  ["unchanged", (value, format) => format.number(value)],
  ["bad", (value, format) => format.number(value)],
  ["inserts", (value, format) => format.number(value)],
  ["updates", (value, format) => format.number(value)],
  ["gone", (value, format) => format.number(value)],
  ["delivered", (value, format) => format.number(value)],
  ["valid_rows", (value, format) => format.number(value)],
  ["error_rows", (value, format) => format.number(value)],
  ["bytes_written", (value, format) => format.bytes(value)],
];

function Numbers({ stream }: { stream: Stream }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <dl className="grid grid-cols-2 gap-x-6 gap-y-2.5 border-t border-line px-4 py-3 text-ui sm:grid-cols-4 lg:grid-cols-7">
      {figures.map(([name, write]) => (
        <div key={name}>
          <dt className="text-xs text-faint">{t(`connect.certificate.figure.${name}`)}</dt>
          <dd className="font-medium tabular-nums">
            {stream[name] === null ? (
              <span className="font-normal text-faint">{t("connect.certificate.untracked")}</span>
            ) : (
              write(stream[name], format)
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** What the destination said, in its own words, and what proves the pages. */
function Destination({ stream }: { stream: Stream }) {
  const { t } = useTranslation();
  return (
    <section className="border-t border-line px-4 py-3 text-ui">
      <h3 className="text-xs text-muted">{t("connect.certificate.destination")}</h3>
      <p className="mt-0.5 text-xs text-pretty text-muted">
        {t(
          stream.is_counted_by_destination
            ? "connect.certificate.countedByDestination"
            : "connect.certificate.countedByUs",
        )}
      </p>
      <dl className="mt-2 grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1">
        {Object.entries(stream.facts).map(([name, value]) => (
          <FactRow key={name} name={name} value={value === null ? "–" : String(value)} />
        ))}
        <FactRow name={t("connect.certificate.pagesHash")} value={stream.pages_hash} />
      </dl>
    </section>
  );
}

function FactRow({ name, value }: { name: string; value: string }) {
  return (
    <>
      <dt className="text-xs leading-5 text-faint">{name}</dt>
      <dd className="font-mono text-xs leading-5 break-all">{value}</dd>
    </>
  );
}
