import { useNavigate, useParams, useRouter } from "@tanstack/react-router";
import type { PostDetail } from "@millrace/posts/contract";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useTitle } from "../../shared/ui/page.tsx";
import { ProblemNotice, Skeleton } from "../../shared/ui/states.tsx";
import { viewPaths } from "../paths.ts";
import type { View } from "../list/search.ts";
import { DetailHeader } from "./detail-header.tsx";
import { EvidenceDialog } from "./evidence-dialog.tsx";
import { FieldTable } from "./field-table.tsx";
import { NearDuplicates } from "./near-duplicates.tsx";
import { PostText } from "./post-text.tsx";
import { usePost } from "./queries.ts";
import { Reshared } from "./reshared.tsx";
import { WhyPanel } from "./why-panel.tsx";

/** The open post: its text, why it was kept or rejected, and where each value comes from. */
export function DetailPanel({ view }: { view: View }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { postId } = useParams({ strict: false });
  const query = usePost(postId ?? "");
  const close = () => void navigate({ to: viewPaths[view].list, search: true });
  useTitle(query.data?.author.name ?? t("detail.title"));
  if (query.isError && query.data === undefined)
    return (
      <div className="h-full overflow-y-auto">
        <DetailHeader view={view} onClose={close} />
        <ProblemNotice error={query.error} onRetry={() => void query.refetch()} />
      </div>
    );
  if (query.data === undefined) return <DetailSkeleton view={view} onClose={close} />;
  return <Detail key={query.data.id} post={query.data} view={view} onClose={close} />;
}

function Detail({ post, view, onClose }: { post: PostDetail; view: View; onClose: () => void }) {
  const [evidenceField, setEvidenceField] = useState<string | null>(null);
  const router = useRouter();
  const panel = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // Here and not with the page's navigation, because the heading is drawn only when the post has been read.
    if (router.state.location.state.keepFocus !== true)
      panel.current?.querySelector<HTMLElement>("[data-page-heading]")?.focus({ preventScroll: true });
  }, [router]);
  return (
    <div ref={panel} className="flex h-full flex-col">
      <DetailHeader post={post} view={view} onClose={onClose} />
      <div className="min-h-0 flex-1 overflow-y-auto px-4 pb-10 sm:px-6" tabIndex={-1}>
        <PostText post={post} />
        {post.reshared !== null && <Reshared post={post.reshared} isDemo={post.is_demo} />}
        <WhyPanel post={post} />
        <FieldTable post={post} onShowEvidence={setEvidenceField} />
        {post.near_duplicates.length > 0 && <NearDuplicates post={post} view={view} />}
      </div>
      <EvidenceDialog post={post} field={evidenceField} onClose={() => setEvidenceField(null)} />
    </div>
  );
}

function DetailSkeleton({ view, onClose }: { view: View; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <div role="status">
      <DetailHeader view={view} onClose={onClose} />
      <span className="sr-only">{t("common.loading")}</span>
      <div className="grid gap-3 px-6 py-6">
        <Skeleton className="h-5 w-1/2" />
        {Array.from({ length: 5 }, (_, index) => (
          <Skeleton key={index} className="h-3.5" />
        ))}
        <Skeleton className="mt-6 h-32" />
      </div>
    </div>
  );
}
