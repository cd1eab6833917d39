import { Link } from "@tanstack/react-router";
import type { Collection } from "@millrace/posts/contract";
import { Layers } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useFormat } from "../../shared/i18n/format.ts";
import { useMay } from "../../shared/session.ts";
import { Button } from "../../shared/ui/button.tsx";
import { Page, Panel } from "../../shared/ui/page.tsx";
import { ProgressBar } from "../../shared/ui/progress-bar.tsx";
import { QueryState } from "../../shared/ui/query-state.tsx";
import { Empty } from "../../shared/ui/states.tsx";
import { StatusBadge } from "../../shared/ui/status-badge.tsx";
import { TimeAgo } from "../../shared/ui/time-ago.tsx";
import { CollectButtons } from "../collect/collect-buttons.tsx";
import { WallNote } from "../wall-note.tsx";
import { CollectionProblems, hasOnlyProblems } from "./collection-problems.tsx";
import { collectionTitle } from "./collection-title.ts";
import { isActive, useCancelCollection, useCollections } from "./queries.ts";

/** Every collection and import, newest first, with what each brought. */
export function CollectionsPage() {
  const { t } = useTranslation();
  const query = useCollections();
  const items = query.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Page
      title={t("nav.collections")}
      description={t("collections.description")}
      actions={
        <span className="flex gap-1.5">
          <CollectButtons />
        </span>
      }
    >
      <QueryState query={query} className="mx-0" />
      {query.data !== undefined && items.length === 0 && (
        <Empty icon={Layers} title={t("collections.empty")}>
          {t("empty.all.text")}
        </Empty>
      )}
      {items.length > 0 && (
        <Panel className="overflow-hidden">
          <ul className="divide-y divide-line">
            {items.map((collection) => (
              <CollectionRow key={collection.id} collection={collection} />
            ))}
          </ul>
        </Panel>
      )}
      {query.hasNextPage && (
        <div className="mt-4 flex justify-center">
          <Button disabled={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            {t("common.more")}
          </Button>
        </div>
      )}
    </Page>
  );
}

function CollectionRow({ collection }: { collection: Collection }) {
  const { t } = useTranslation();
  const mayCancel = useMay("posts:write");
  const cancel = useCancelCollection();
  const title = collectionTitle(collection, t);
  const { progress } = collection;
  return (
    <li className="px-4 py-3">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <StatusBadge status={collection.status} isDoubtful={hasOnlyProblems(collection)} />
        <Link
          to="/posts"
          search={{ collection: collection.id }}
          className="min-w-0 truncate text-ui font-semibold underline-offset-2 hover:underline"
        >
          {title}
        </Link>
        <span className="text-xs text-faint">
          {collection.keywords !== "" && `${t(`source.${collection.source}`)} · `}
          {collection.rules}
        </span>
        <span className="flex-1" />
        <TimeAgo iso={collection.created_at} className="text-xs text-faint" />
        <Link
          to="/operate/runs/$runId"
          params={{ runId: collection.id }}
          aria-label={t("collections.detailsOf", { title })}
          className="text-xs text-accent underline-offset-2 hover:underline"
        >
          {t("collections.details")}
        </Link>
        {isActive(collection) && mayCancel && (
          <Button size="small" disabled={cancel.isPending} onClick={() => cancel.mutate(collection.id)}>
            {t("common.cancel")}
          </Button>
        )}
      </div>
      {isActive(collection) && progress !== null && (
        <ProgressBar
          label={t("collections.progressOf", { title })}
          done={progress.done}
          of={progress.of}
          className="mt-2"
        />
      )}
      <Outcome collection={collection} />
      <CollectionProblems collection={collection} />
      <WallNote
        wall={collection.wall}
        message={collection.message}
        className="mt-2 rounded-md bg-warn-soft px-3 py-2 text-xs text-pretty"
      />
    </li>
  );
}

function Outcome({ collection }: { collection: Collection }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <dl className="mt-1.5 flex flex-wrap gap-x-5 text-xs">
      {(["saved", "rejected", "duplicates", "seen", "pages"] as const).map((name) => (
        <div key={name} className="flex gap-1">
          <dt className="text-faint">{t(`collections.${name}`)}</dt>
          <dd className="font-medium tabular-nums">{format.number(collection[name])}</dd>
        </div>
      ))}
    </dl>
  );
}
