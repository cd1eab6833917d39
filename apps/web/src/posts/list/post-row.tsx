import { Link } from "@tanstack/react-router";
import type { PostSummary } from "@millrace/posts/contract";
import { ArchiveRestore, Star, Trash2 } from "lucide-react";
import { memo, useMemo, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { MarkedText } from "../../shared/text/marked-text.tsx";
import { excerptOf, searchHits, type TextMark } from "../../shared/text/segments.ts";
import { cn } from "../../shared/ui/cn.ts";
import { Checkbox } from "../../shared/ui/field.tsx";
import { TimeAgo } from "../../shared/ui/time-ago.tsx";
import type { PostActions } from "../actions.ts";
import { AuthorName, CompanyIcon, Counts, DemoTag, Flags, ReadOnlyStar, VerdictBadge } from "../parts.tsx";
import { viewPaths } from "../paths.ts";
import type { View } from "./search.ts";

/** Code points of a row's excerpt: two to three lines. */
const excerptLength = 360;

interface PostRowProps {
  post: PostSummary;
  view: View;
  query: string;
  isOpen: boolean;
  isSelected: boolean;
  isArriving: boolean;
  isTabStop: boolean;
  /** null: nothing to tick, nothing to press. */
  actions: PostActions | null;
  onSelect: (post: PostSummary, isRange: boolean) => void;
}

export const PostRow = memo(function PostRow({
  post,
  view,
  query,
  isOpen,
  isSelected,
  isArriving,
  isTabStop,
  actions,
  onSelect,
}: PostRowProps) {
  return (
    <div
      className={cn(
        "group relative flex gap-3 border-b border-line py-3 pr-3 pl-3 transition-colors sm:pl-4",
        isSelected ? "bg-sunken" : "hover:bg-hover",
        isOpen && "bg-accent-soft hover:bg-accent-soft",
        isArriving && "animate-arrive",
      )}
    >
      {actions !== null && (
        <RowTick post={post} isSelected={isSelected} isTabStop={isTabStop} onSelect={onSelect} />
      )}
      <div className="min-w-0 flex-1">
        <RowHead post={post} view={view} isOpen={isOpen} isTabStop={isTabStop} />
        <Excerpt post={post} query={query} />
        <div className="mt-1.5 flex h-5 items-center gap-2">
          <VerdictBadge post={post} />
          <span className="hidden items-center gap-2 sm:flex">
            <Flags post={post} />
          </span>
          <DemoTag post={post} />
          <span className="ml-auto flex items-center gap-2">
            <Counts post={post} />
          </span>
          {actions === null ? (
            <ReadOnlyStar post={post} />
          ) : (
            <RowButtons post={post} view={view} actions={actions} isTabStop={isTabStop} />
          )}
        </div>
      </div>
    </div>
  );
});

function RowTick({
  post,
  isSelected,
  isTabStop,
  onSelect,
}: Pick<PostRowProps, "post" | "isSelected" | "isTabStop" | "onSelect">) {
  const { t } = useTranslation();
  const name = post.author.name ?? t("posts.unknownAuthor");
  return (
    <div className="relative z-10 flex h-5 items-center">
      <Checkbox
        aria-label={t("posts.select", { name })}
        checked={isSelected}
        readOnly
        tabIndex={isTabStop ? 0 : -1}
        onClick={(event) => onSelect(post, event.shiftKey)}
        className={cn(
          "transition-opacity",
          !isSelected && "opacity-40 group-hover:opacity-100 focus-visible:opacity-100",
        )}
      />
    </div>
  );
}

function RowHead({
  post,
  view,
  isOpen,
  isTabStop,
}: Pick<PostRowProps, "post" | "view" | "isOpen" | "isTabStop">) {
  return (
    <div className="flex h-5 items-center gap-1.5">
      <Link
        id={`post-${post.id}`}
        data-post-link
        to={viewPaths[view].detail}
        params={{ postId: post.id }}
        search
        tabIndex={isTabStop ? 0 : -1}
        aria-current={isOpen ? "true" : undefined}
        className={cn(
          "truncate text-ui outline-none after:absolute after:inset-0 focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-accent",
          post.verdict === "kept" ? "font-semibold" : "font-medium text-muted",
        )}
      >
        <AuthorName author={post.author} />
      </Link>
      <CompanyIcon author={post.author} />
      {post.author.headline !== null && (
        <span className="hidden min-w-0 flex-1 truncate text-xs text-faint sm:block">
          {post.author.headline}
        </span>
      )}
      <TimeAgo
        iso={post.published_at ?? post.collected_at}
        className="ml-auto shrink-0 pl-2 text-xs text-faint tabular-nums"
      />
    </div>
  );
}

function Excerpt({ post, query }: { post: PostSummary; query: string }) {
  const { t } = useTranslation();
  const excerpt = useMemo(() => {
    const text = (post.text ?? "").replaceAll(/\s/gu, " ");
    const marks: TextMark[] = [
      ...post.hashtags.map((span): TextMark => ({ start: span.start, length: span.length, kind: "hashtag" })),
      ...post.mentions.map((span): TextMark => ({ start: span.start, length: span.length, kind: "mention" })),
      ...searchHits(text, query),
    ];
    return excerptOf(text, marks, excerptLength);
  }, [post, query]);
  if (post.text === null)
    return (
      <p className="mt-0.5 text-ui text-faint italic">
        {t(post.is_repost ? "posts.bareRepost" : "posts.noText")}
      </p>
    );
  return (
    <p className="mt-0.5 line-clamp-2 text-ui text-muted">
      <MarkedText text={excerpt.text} marks={excerpt.marks} />
    </p>
  );
}

function RowButtons({
  post,
  view,
  actions,
  isTabStop,
}: {
  post: PostSummary;
  view: View;
  actions: PostActions;
  isTabStop: boolean;
}) {
  const { t } = useTranslation();
  return (
    <span className="relative z-10 -mr-1 flex items-center">
      {view === "trash" ? (
        <RowButton
          label={t("posts.restore")}
          isTabStop={isTabStop}
          onClick={() => void actions.restore([post])}
        >
          <ArchiveRestore aria-hidden className="size-4" />
        </RowButton>
      ) : (
        <>
          <RowButton
            label={t("posts.trash")}
            isTabStop={isTabStop}
            onClick={() => void actions.trash([post])}
          >
            <Trash2 aria-hidden className="size-4" />
          </RowButton>
          <RowButton
            label={t("posts.favourite")}
            isPressed={post.favourite}
            isTabStop={isTabStop}
            onClick={() => void actions.toggleFavourite([post])}
          >
            <Star aria-hidden className={cn("size-4", post.favourite && "fill-star text-star")} />
          </RowButton>
        </>
      )}
    </span>
  );
}

function RowButton({
  label,
  isPressed,
  isTabStop,
  onClick,
  children,
}: {
  label: string;
  isPressed?: boolean;
  isTabStop: boolean;
  onClick: () => void;
  children: ReactNode;
}) {
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      aria-pressed={isPressed}
      tabIndex={isTabStop ? 0 : -1}
      onClick={onClick}
      className={cn(
        "flex size-6 items-center justify-center rounded text-faint transition-opacity hover:bg-line hover:text-fg",
        isPressed !== true &&
          "opacity-0 group-hover:opacity-100 focus-visible:opacity-100 pointer-coarse:opacity-100",
      )}
    >
      {children}
    </button>
  );
}
