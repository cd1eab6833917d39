import { useSearch } from "@tanstack/react-router";
import type { PostDetail } from "@millrace/posts/contract";
import { FileText, Image, Link2, Video } from "lucide-react";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "../../shared/i18n/format.ts";
import { MarkedText } from "../../shared/text/marked-text.tsx";
import { searchHits, type TextMark } from "../../shared/text/segments.ts";
import { AuthorName, CompanyIcon, Counts, DemoTag, Flags } from "../parts.tsx";

const mediaIcons = { image: Image, video: Video, document: FileText, article: Link2 } as const;

/** Author, date and text, with mentions, hashtags, deciding terms and search hits marked in place. */
export function PostText({ post }: { post: PostDetail }) {
  const { t } = useTranslation();
  const format = useFormat();
  const raw: Record<string, unknown> = useSearch({ strict: false });
  const query = typeof raw["q"] === "string" ? raw["q"] : "";
  const marks = useMemo(() => marksOf(post, query), [post, query]);
  return (
    <article>
      <header className="pt-5 pb-3">
        <h2 tabIndex={-1} data-page-heading className="flex items-center gap-1.5 text-base font-semibold">
          <AuthorName author={post.author} />
          <CompanyIcon author={post.author} />
        </h2>
        {post.author.headline !== null && <p className="text-ui text-muted">{post.author.headline}</p>}
        <p className="mt-1 flex flex-wrap items-center gap-x-2 text-xs text-faint">
          {post.published_at === null ? (
            t("detail.publishedUnknown")
          ) : (
            <time dateTime={post.published_at}>
              {t("detail.published", { when: format.dateTime(post.published_at) })}
            </time>
          )}
          <span aria-hidden>·</span>
          {t("detail.collected", { when: format.dateTime(post.collected_at) })}
          {post.edited === true && <span>· {t("detail.edited")}</span>}
        </p>
      </header>
      {post.text === null ? (
        <p className="text-muted italic">{t(post.reshared === null ? "posts.noText" : "posts.bareRepost")}</p>
      ) : (
        <p
          lang={post.language ?? undefined}
          className="max-w-prose text-[0.9375rem] leading-relaxed break-words whitespace-pre-wrap"
        >
          <MarkedText text={post.text} marks={marks} />
        </p>
      )}
      {post.media.length > 0 && (
        <ul aria-label={t("detail.media")} className="mt-3 grid gap-1">
          {post.media.map((item, index) => {
            const Icon = mediaIcons[item.kind];
            return (
              <li key={index} className="flex items-center gap-2 text-ui text-muted">
                <Icon aria-hidden className="size-4 text-faint" />
                {t(`media.${item.kind}`)}
                {(item.title ?? item.alt) !== null && (
                  <span className="min-w-0 truncate">· {item.title ?? item.alt}</span>
                )}
              </li>
            );
          })}
        </ul>
      )}
      <div className="mt-4 flex items-center gap-3">
        <Counts post={post} />
        <span className="flex items-center gap-2">
          <Flags post={post} />
          <DemoTag post={post} />
        </span>
      </div>
    </article>
  );
}

function marksOf(post: PostDetail, query: string): TextMark[] {
  const mark =
    (kind: TextMark["kind"]) =>
    (span: { start: number; length: number }): TextMark => ({ kind, start: span.start, length: span.length });
  return [
    ...post.mentions.map(mark("mention")),
    ...post.hashtags.map(mark("hashtag")),
    ...post.classification.terms.flatMap((term) => term.spans.map(mark("term"))),
    ...searchHits(post.text ?? "", query),
  ];
}
