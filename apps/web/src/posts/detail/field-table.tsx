import type { PostDetail } from "@millrace/posts/contract";
import { ScanSearch } from "lucide-react";
import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import { useFormat } from "../../shared/i18n/format.ts";
import { Button } from "../../shared/ui/button.tsx";
import { cn } from "../../shared/ui/cn.ts";
import { fieldsOf, reasonOf, valueText } from "./field-values.ts";
import { Section } from "./section.tsx";

/** Every field with its value, how far the sources agree, and where it was read. */
export function FieldTable({
  post,
  onShowEvidence,
}: {
  post: PostDetail;
  onShowEvidence: (field: string) => void;
}) {
  const { t } = useTranslation();
  return (
    <Section
      title={t("fields.title")}
      aside={
        post.source_file !== null && (
          <span className="max-w-1/2 truncate font-mono text-2xs text-faint" title={post.source_file}>
            {post.source_file}
          </span>
        )
      }
    >
      <ul aria-label={t("fields.title")} className="divide-y divide-line rounded-lg border border-line">
        {fieldsOf(post).map((field) => (
          <FieldRow key={field} post={post} field={field} onShowEvidence={onShowEvidence} />
        ))}
      </ul>
    </Section>
  );
}

function FieldRow({
  post,
  field,
  onShowEvidence,
}: {
  post: PostDetail;
  field: string;
  onShowEvidence: (field: string) => void;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const evidence = post.evidence[field];
  const trust = post.trust[field];
  const value = valueText(post, field, format, {
    yes: t("common.yes"),
    no: t("common.no"),
    none: t("fields.none"),
    company: t("posts.company"),
    person: t("posts.person"),
  });
  const name = fieldName(field, t);
  return (
    <li className="px-3.5 py-2 text-ui">
      <div className="flex items-center gap-3">
        <span className="w-28 shrink-0 text-muted">{name}</span>
        <span className="min-w-0 flex-1">
          {value === null ? (
            <Unknown reason={post.unknown[field]} />
          ) : (
            <span className="line-clamp-2 break-words">{value}</span>
          )}
        </span>
        {trust !== undefined && value !== null && <Trust value={trust} />}
        {evidence === undefined ? (
          <span className="size-7 shrink-0" />
        ) : (
          <Button
            look="ghost"
            size="iconSmall"
            aria-label={t("fields.view", { field: name })}
            title={t("fields.view", { field: name })}
            onClick={() => onShowEvidence(field)}
          >
            <ScanSearch aria-hidden />
          </Button>
        )}
      </div>
      {evidence !== undefined && (
        <p className="mt-0.5 flex gap-2 text-2xs text-faint sm:pl-31">
          <span className="shrink-0 font-medium">{t(`place.${evidence.source}`)}</span>
          <code className="min-w-0 truncate font-mono" title={evidence.path}>
            {evidence.path}
          </code>
        </p>
      )}
    </li>
  );
}

/** "Shared post: Author" for a field of the post inside the post. */
export function fieldName(field: string, t: TFunction): string {
  const inner = field.startsWith("reshared.") ? field.slice("reshared.".length) : null;
  if (inner !== null) return `${t("field.reshared")}: ${fieldName(inner, t)}`;
  return t(`field.${field}` as "field.text", { defaultValue: field });
}

function Unknown({ reason }: { reason: string | undefined }) {
  const { t } = useTranslation();
  const why = reason === undefined ? null : reasonOf(reason);
  return (
    <span className="text-faint">
      <span className="italic">{t("fields.unknown")}</span>
      {why !== null && <span> · {t(`reason.${why.kind}`, { raw: why.raw })}</span>}
    </span>
  );
}

/** Three bars: how far the independent places agree. */
function Trust({ value }: { value: number }) {
  const { t } = useTranslation();
  const format = useFormat();
  const label = t("fields.trust", { percent: format.percent(value) });
  return (
    <span role="img" aria-label={label} title={label} className="flex h-3.5 shrink-0 items-end gap-0.5">
      {[0, 0.6, 0.9].map((threshold, index) => (
        <span
          key={threshold}
          className={cn(
            "w-1 rounded-sm",
            ["h-1.5", "h-2.5", "h-3.5"][index],
            value >= threshold ? (value < 0.5 ? "bg-warn" : "bg-accent") : "bg-line-strong",
          )}
        />
      ))}
    </span>
  );
}
