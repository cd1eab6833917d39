import type { PostDetail } from "@millrace/posts/contract";
import { useTranslation } from "react-i18next";
import { useFormat } from "../../shared/i18n/format.ts";
import { Badge } from "../../shared/ui/badge.tsx";
import { cn } from "../../shared/ui/cn.ts";
import { VerdictBadge } from "../parts.tsx";
import { categoryTone } from "../words.ts";
import { Section } from "./section.tsx";

/** Why the rules kept or rejected the post: the deciding terms with their weights, strongest first. */
export function WhyPanel({ post }: { post: PostDetail }) {
  const { t } = useTranslation();
  const format = useFormat();
  const terms = [...post.classification.terms].sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight));
  const heaviest = Math.max(...terms.map((term) => Math.abs(term.weight)), 0.01);
  return (
    <Section title={t(`why.${post.classification.verdict}`)} aside={<VerdictBadge post={post} />}>
      <div className="rounded-lg border border-line">
        <dl className="grid grid-cols-3 divide-x divide-line border-b border-line text-ui">
          <Fact name={t("posts.score")} value={format.decimal(post.classification.score)} />
          <Fact name={t("filters.category")} value={t(`category.${post.classification.category}`)} />
          <Fact name={t("collect.rules")} value={post.rules} />
        </dl>
        {terms.length === 0 ? (
          <p className="px-3.5 py-3 text-ui text-muted">{t("why.noTerms")}</p>
        ) : (
          <ul aria-label={t("why.terms")} className="py-1.5">
            {terms.map((term) => (
              <li
                key={`${term.term}${term.category}`}
                className="grid grid-cols-[minmax(0,1fr)_auto_6rem_3rem] items-center gap-3 px-3.5 py-1 text-ui"
              >
                <span className="truncate font-medium">{term.term}</span>
                <Badge tone={categoryTone(term.category)}>{t(`category.${term.category}`)}</Badge>
                <span aria-hidden className="h-1.5 rounded-full bg-sunken">
                  <span
                    className={cn("block h-full rounded-full", term.weight < 0 ? "bg-faint" : "bg-accent")}
                    style={{ width: `${(Math.abs(term.weight) / heaviest) * 100}%` }}
                  />
                </span>
                <span className="text-right text-xs text-muted tabular-nums">
                  {term.weight > 0 ? "+" : ""}
                  {format.decimal(term.weight)}
                </span>
              </li>
            ))}
          </ul>
        )}
      </div>
    </Section>
  );
}

function Fact({ name, value }: { name: string; value: string }) {
  return (
    <div className="min-w-0 px-3.5 py-2">
      <dt className="text-xs text-faint">{name}</dt>
      <dd className="truncate font-medium tabular-nums">{value}</dd>
    </div>
  );
}
