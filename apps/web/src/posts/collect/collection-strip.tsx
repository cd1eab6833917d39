import { Link } from "@tanstack/react-router";
import type { Collection } from "@millrace/posts/contract";
import { TriangleAlert, X } from "lucide-react";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "../../shared/i18n/format.ts";
import { useMay } from "../../shared/session.ts";
import { Button } from "../../shared/ui/button.tsx";
import { ProgressBar } from "../../shared/ui/progress-bar.tsx";
import { isActive, useCancelCollection, useCollections } from "../collections/queries.ts";
import { WallNote } from "../wall-note.tsx";
import { CollectionProblems, hasOnlyProblems } from "../collections/collection-problems.tsx";
import { collectionTitle } from "../collections/collection-title.ts";

/** Collections that run now, and those that ended while this page was open and need a word. */
export function CollectionStrip() {
  const { data } = useCollections();
  const [known, setKnown] = useState<ReadonlySet<string> | null>(null);
  const [dismissed, setDismissed] = useState<ReadonlySet<string>>(new Set());
  const all = useMemo(() => data?.pages.flatMap((page) => page.items) ?? [], [data]);
  // What had already ended when the page was opened is history; by id and not by time, because the server's clock is not ours.
  if (data !== undefined && known === null)
    setKnown(new Set(all.filter((collection) => !isActive(collection)).map((collection) => collection.id)));
  const shown = all
    .filter(
      (collection) =>
        isActive(collection) || (known?.has(collection.id) === false && !dismissed.has(collection.id)),
    )
    .slice(0, 3);
  if (shown.length === 0) return null;
  return (
    <div className="border-b border-line bg-sunken">
      {shown.map((collection) => (
        <CollectionLine
          key={collection.id}
          collection={collection}
          onDismiss={() => setDismissed((ids) => new Set([...ids, collection.id]))}
        />
      ))}
    </div>
  );
}

function CollectionLine({ collection, onDismiss }: { collection: Collection; onDismiss: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const title = collectionTitle(collection, t);
  const hasTrouble =
    collection.wall !== null ||
    collection.status === "failed" ||
    collection.status === "paused" ||
    hasOnlyProblems(collection);
  const { progress } = collection;
  return (
    <div data-testid="collection-strip" className="px-3 py-2 text-xs sm:px-4">
      <div className="flex items-center gap-3">
        {hasTrouble && <TriangleAlert aria-hidden className="size-4 shrink-0 text-warn" />}
        <span className="min-w-0 truncate font-medium">{title}</span>
        {isActive(collection) && progress !== null && (
          <ProgressBar
            label={t("collections.progressOf", { title })}
            done={progress.done}
            of={progress.of}
            className="w-24 shrink-0 bg-line sm:w-48"
          />
        )}
        <span className="min-w-0 flex-1 truncate text-muted tabular-nums">
          {t(`runStatus.${collection.status}`)} ·{" "}
          {t("collections.summary", {
            saved: format.number(collection.saved),
            duplicates: format.number(collection.duplicates),
            rejected: format.number(collection.rejected),
          })}
        </span>
        <Link
          to="/operate/runs/$runId"
          params={{ runId: collection.id }}
          className="text-accent underline-offset-2 hover:underline"
        >
          {t("collections.details")}
        </Link>
        <EndButton collection={collection} onDismiss={onDismiss} />
      </div>
      <CollectionProblems collection={collection} />
      <WallNote wall={collection.wall} message={collection.message} className="mt-1 text-pretty text-muted" />
    </div>
  );
}

/** Cancels one that runs, for whoever may; else takes the line away. */
function EndButton({ collection, onDismiss }: { collection: Collection; onDismiss: () => void }) {
  const { t } = useTranslation();
  const mayCancel = useMay("posts:write");
  const cancel = useCancelCollection();
  if (!isActive(collection))
    return (
      <Button look="ghost" size="iconSmall" aria-label={t("common.dismiss")} onClick={onDismiss}>
        <X aria-hidden />
      </Button>
    );
  if (!mayCancel) return null;
  return (
    <Button
      look="ghost"
      size="small"
      className="text-xs"
      disabled={cancel.isPending}
      onClick={() => cancel.mutate(collection.id)}
    >
      {t("common.cancel")}
    </Button>
  );
}
