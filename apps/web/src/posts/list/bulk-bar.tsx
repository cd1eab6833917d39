import type { PostSummary } from "@millrace/posts/contract";
import { ArchiveRestore, Star, Trash2, X } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useWindow } from "../../shared/use-window.ts";
import { Button } from "../../shared/ui/button.tsx";
import { ConfirmDialog } from "../../shared/ui/dialog.tsx";
import type { PostActions } from "../actions.ts";
import type { View } from "./search.ts";

interface BulkBarProps {
  posts: readonly PostSummary[];
  view: View;
  actions: PostActions;
  onClear: () => void;
}

/** What can be done with the selected posts; nothing without actions. */
export function BulkBar({
  actions,
  ...rest
}: Omit<BulkBarProps, "actions"> & { actions: PostActions | null }) {
  return actions === null ? null : <Bar actions={actions} {...rest} />;
}

function Bar({ posts, view, actions, onClear }: BulkBarProps) {
  const { t } = useTranslation();
  const [isAsking, setAsking] = useWindow();
  const run = (action: (posts: readonly PostSummary[]) => Promise<void>) => () => {
    onClear();
    void action(posts);
  };
  return (
    <>
      {posts.length > 0 && (
        <div
          role="toolbar"
          aria-label={t("bulk.title")}
          className="absolute inset-x-0 bottom-4 z-20 mx-auto flex w-max max-w-[calc(100%-1rem)] animate-rise items-center gap-1 overflow-x-auto rounded-lg border border-line bg-panel p-1.5 shadow-pop"
        >
          <span className="px-2 text-ui font-medium whitespace-nowrap tabular-nums">
            {t("bulk.selected", { count: posts.length })}
          </span>
          {view === "trash" ? (
            <>
              <Button look="ghost" size="small" onClick={run(actions.restore)}>
                <ArchiveRestore aria-hidden />
                {t("posts.restore")}
              </Button>
              <Button
                look="ghost"
                size="small"
                className="text-bad hover:text-bad"
                onClick={() => setAsking(true)}
              >
                <Trash2 aria-hidden />
                {t("posts.purge")}
              </Button>
            </>
          ) : (
            <>
              <Button look="ghost" size="small" onClick={run(actions.toggleFavourite)}>
                <Star aria-hidden />
                {t("posts.favourite")}
              </Button>
              <Button look="ghost" size="small" onClick={run(actions.trash)}>
                <Trash2 aria-hidden />
                {t("posts.trash")}
              </Button>
            </>
          )}
          <Button
            look="ghost"
            size="iconSmall"
            aria-label={t("bulk.clear")}
            title={t("bulk.clear")}
            onClick={onClear}
          >
            <X aria-hidden />
          </Button>
        </div>
      )}
      <ConfirmDialog
        open={isAsking}
        onOpenChange={setAsking}
        title={t("purge.title", { count: posts.length })}
        description={t("purge.description")}
        confirmLabel={t("posts.purge")}
        onConfirm={run(actions.purge)}
      />
    </>
  );
}
