import type { Author, PostSummary } from "@millrace/posts/contract";
import { Building2, Check, Heart, MessageSquare, Minus, Repeat2, Star } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useFormat } from "../shared/i18n/format.ts";
import { Badge } from "../shared/ui/badge.tsx";
import { cn } from "../shared/ui/cn.ts";
import { categoryTone } from "./words.ts";

export function AuthorName({ author }: { author: Author }) {
  const { t } = useTranslation();
  return author.name === null ? (
    <span className="text-muted italic">{t("posts.unknownAuthor")}</span>
  ) : (
    author.name
  );
}

export function CompanyIcon({ author }: { author: Author }) {
  const { t } = useTranslation();
  return author.kind === "company" ? (
    <Building2 role="img" aria-label={t("posts.company")} className="size-3.5 shrink-0 text-faint" />
  ) : null;
}

/** Kept or rejected and why in one word; the score only where it means what it seems to: how relevant a kept post is. */
export function VerdictBadge({ post }: { post: Pick<PostSummary, "verdict" | "category" | "score"> }) {
  const { t } = useTranslation();
  const format = useFormat();
  const Icon = post.verdict === "kept" ? Check : Minus;
  return (
    <Badge
      tone={categoryTone(post.category)}
      title={`${t(`verdict.${post.verdict}`)} · ${t("posts.score")} ${format.decimal(post.score)}`}
    >
      <Icon aria-hidden />
      <span className="sr-only">{t(`verdict.${post.verdict}`)}: </span>
      {t(`category.${post.category}`)}
      {post.verdict === "kept" && <span className="tabular-nums">{format.percent(post.score)}</span>}
    </Badge>
  );
}

const counts = [
  ["reactions", Heart],
  ["comments", MessageSquare],
  ["reposts", Repeat2],
] as const;

/** Reactions, comments and reposts as far as the page says them; the open post names those it does not. */
export function Counts({ post }: { post: PostSummary }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <span className="flex items-center gap-3 text-xs text-faint tabular-nums">
      {counts.map(([name, Icon]) => {
        const value = post[name];
        if (value === null) return null;
        const label = `${format.number(value)} ${t(`field.${name}`).toLowerCase()}`;
        return (
          <span
            key={name}
            title={label}
            className={cn("inline-flex items-center gap-1", name === "reposts" && "max-sm:hidden")}
          >
            <Icon aria-hidden className="size-3.5" />
            <span aria-hidden>{format.compact(value)}</span>
            <span className="sr-only">{label}</span>
          </span>
        );
      })}
    </span>
  );
}

/** What is special about a post: its language, a repost, promoted. */
export function Flags({ post }: { post: PostSummary }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <>
      {post.language !== null && (
        <span
          className="text-2xs font-medium text-faint uppercase"
          title={format.languageName(post.language)}
        >
          {post.language}
        </span>
      )}
      {post.is_repost && <Badge>{t("posts.repost")}</Badge>}
      {post.is_promoted === true && <Badge tone="warn">{t("posts.promoted")}</Badge>}
    </>
  );
}

/** Says at every width that nobody real wrote the post. */
/** The mark of a favourite, for those who can't change it. */
export function ReadOnlyStar({ post }: { post: Pick<PostSummary, "favourite"> }) {
  const { t } = useTranslation();
  if (!post.favourite) return null;
  return <Star role="img" aria-label={t("posts.favourite")} className="size-4 fill-star text-star" />;
}

export function DemoTag({ post }: { post: Pick<PostSummary, "is_demo"> }) {
  const { t } = useTranslation();
  return post.is_demo ? <Badge className="bg-transparent px-0 text-faint">{t("posts.demo")}</Badge> : null;
}
