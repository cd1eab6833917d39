import type { ResharedPost } from "@millrace/posts/contract";
import { useTranslation } from "react-i18next";
import { useFormat } from "../../shared/i18n/format.ts";
import { AuthorName } from "../parts.tsx";

/** The post this one shares. A demo post has no original to open. */
export function Reshared({ post, isDemo }: { post: ResharedPost; isDemo: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <section aria-label={t("detail.reshared")} className="mt-4 rounded-lg border border-line bg-bg p-3.5">
      <h3 className="text-xs text-faint">{t("detail.reshared")}</h3>
      <p className="mt-1 text-ui font-semibold">
        <AuthorName author={post.author} />
      </p>
      {post.published_at !== null && (
        <p className="text-xs text-faint">{format.dateTime(post.published_at)}</p>
      )}
      <p className="mt-1.5 text-ui whitespace-pre-wrap text-muted">{post.text ?? t("posts.noText")}</p>
      {post.permalink !== null && !isDemo && (
        <a
          href={post.permalink}
          target="_blank"
          rel="noreferrer"
          className="mt-1.5 inline-block text-xs text-accent underline-offset-2 hover:underline"
        >
          {t("detail.openOriginal")}
        </a>
      )}
    </section>
  );
}
