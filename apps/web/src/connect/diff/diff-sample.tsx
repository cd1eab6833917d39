import type { SyncDiff } from "@millrace/connect/contract";
import { Minus, Plus, SquarePen, type LucideIcon } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Badge, type Tone } from "../../shared/ui/badge.tsx";
import { fieldChanges, type FieldChange } from "./field-changes.ts";

type Sample = SyncDiff["streams"][number]["samples"][number];

const looks: Record<Sample["op"], { tone: Tone; icon: LucideIcon }> = {
  add: { tone: "good", icon: Plus },
  change: { tone: "warn", icon: SquarePen },
  remove: { tone: "bad", icon: Minus },
};

/** One record that would come, change or go; of a change the fields that differ, highlighted. */
export function DiffSample({ sample }: { sample: Sample }) {
  const { t } = useTranslation();
  const { tone, icon: Icon } = looks[sample.op];
  const fields = fieldChanges(sample.before, sample.after);
  const differing = fields.filter(({ isChanged }) => isChanged);
  const same = fields.length - differing.length;
  return (
    <li className="overflow-hidden rounded-md border border-line">
      <details open={sample.op === "change"}>
        <summary className="flex items-center gap-2 px-3 py-1.5 text-ui hover:bg-hover">
          <Badge tone={tone}>
            <Icon aria-hidden />
            {t(`connect.diff.op.${sample.op}`)}
          </Badge>
          <span className="min-w-0 truncate font-mono text-xs">{keyText(sample.key)}</span>
          {sample.op === "change" && (
            <span className="ml-auto text-xs whitespace-nowrap text-faint">
              {t("connect.diff.fields", { count: differing.length })}
            </span>
          )}
        </summary>
        {differing.length === 0 ? (
          <p className="border-t border-line px-3 py-2 text-xs text-faint">{t("connect.diff.unknown")}</p>
        ) : (
          <FieldTable op={sample.op} fields={differing} />
        )}
        {sample.op === "change" && same > 0 && (
          <p className="border-t border-line px-3 py-1.5 text-xs text-faint">
            {t("connect.diff.same", { count: same })}
          </p>
        )}
      </details>
    </li>
  );
}

/** A key as people write it: "17", or "2026, 17" where it has several fields. */
function keyText(key: string): string {
  if (!key.startsWith("[")) return key;
  try {
    const parts: unknown = JSON.parse(key);
    return Array.isArray(parts) ? parts.map(String).join(", ") : key;
  } catch (error) {
    if (error instanceof SyntaxError) return key;
    throw error;
  }
}

function FieldTable({ op, fields }: { op: Sample["op"]; fields: readonly FieldChange[] }) {
  const { t } = useTranslation();
  const hasBefore = op !== "add";
  const hasAfter = op !== "remove";
  const head = "px-3 py-1 text-left font-medium";
  return (
    <div className="overflow-x-auto border-t border-line">
      <table className="w-full table-fixed text-xs">
        <thead className="text-faint">
          <tr>
            <th scope="col" className={`${head} w-2/5 sm:w-1/4`}>
              {t("connect.diff.field")}
            </th>
            {hasBefore && (
              <th scope="col" className={head}>
                {t("connect.diff.before")}
              </th>
            )}
            {hasAfter && (
              <th scope="col" className={head}>
                {t("connect.diff.after")}
              </th>
            )}
          </tr>
        </thead>
        <tbody className="divide-y divide-line border-t border-line font-mono">
          {fields.map(({ field, before, after }) => (
            <tr key={field} className="align-top">
              <th scope="row" className="px-3 py-1 text-left font-normal break-all text-muted">
                {field}
              </th>
              {hasBefore && (
                <td className="px-3 py-1 break-all">
                  <Value text={before} look={hasAfter ? "bg-bad-soft text-bad" : ""} />
                </td>
              )}
              {hasAfter && (
                <td className="px-3 py-1 break-all">
                  <Value text={after} look={hasBefore ? "bg-good-soft text-good" : ""} />
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Value({ text, look }: { text: string | null; look: string }) {
  const { t } = useTranslation();
  if (text === null) return <span className="font-sans text-faint">{t("connect.diff.absent")}</span>;
  return <span className={`rounded px-1 ${look}`}>{text}</span>;
}
