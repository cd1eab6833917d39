import { Link } from "@tanstack/react-router";
import type { PostDetail } from "@millrace/posts/contract";
import { useTranslation } from "react-i18next";
import { useFormat } from "../../shared/i18n/format.ts";
import type { View } from "../list/search.ts";
import { AuthorName } from "../parts.tsx";
import { viewPaths } from "../paths.ts";
import { usePost } from "./queries.ts";
import { Section } from "./section.tsx";

/** Posts that say nearly the same. */
export function NearDuplicates({ post, view }: { post: PostDetail; view: View }) {
  const { t } = useTranslation();
  return (
    <Section title={t("detail.nearDuplicates")}>
      <ul className="divide-y divide-line rounded-lg border border-line">
        {post.near_duplicates.map((duplicate) => (
          <Duplicate key={duplicate.id} id={duplicate.id} similarity={duplicate.similarity} view={view} />
        ))}
      </ul>
    </Section>
  );
}

function Duplicate({ id, similarity, view }: { id: string; similarity: number; view: View }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { data } = usePost(id);
  return (
    <li className="relative flex items-center gap-3 px-3.5 py-2 text-ui hover:bg-hover">
      <Link
        to={viewPaths[view].detail}
        params={{ postId: id }}
        search
        className="min-w-0 flex-1 truncate after:absolute after:inset-0"
      >
        <span className="font-medium">{data === undefined ? id : <AuthorName author={data.author} />}</span>
        <span className="text-muted"> {data?.text?.slice(0, 120)}</span>
      </Link>
      <span className="shrink-0 text-xs text-faint tabular-nums">
        {t("detail.similar", { percent: format.percent(similarity) })}
      </span>
    </li>
  );
}
