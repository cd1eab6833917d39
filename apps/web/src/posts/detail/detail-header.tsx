import type { PostDetail } from "@millrace/posts/contract";
import { ArchiveRestore, ExternalLink, Star, Trash2, X } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useWindow } from "../../shared/use-window.ts";
import { Button, buttonLook } from "../../shared/ui/button.tsx";
import { cn } from "../../shared/ui/cn.ts";
import { ConfirmDialog } from "../../shared/ui/dialog.tsx";
import { Tooltip } from "../../shared/ui/tooltip.tsx";
import { usePostActions, type PostActions } from "../actions.ts";
import { ReadOnlyStar } from "../parts.tsx";
import type { View } from "../list/search.ts";

/** What can be done with the open post; without a post only the way back. */
export function DetailHeader({
  post,
  view,
  onClose,
}: {
  post?: PostDetail;
  view: View;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  return (
    <div className="flex h-12.5 shrink-0 items-center gap-0.5 border-b border-line px-2 sm:px-4">
      <IconButton label={t("detail.close")} keys="Esc" onClick={onClose}>
        <X aria-hidden />
      </IconButton>
      <span className="flex-1" />
      {post !== undefined && <Actions post={post} view={view} onClose={onClose} />}
    </div>
  );
}

function Actions({ post, view, onClose }: { post: PostDetail; view: View; onClose: () => void }) {
  const { t } = useTranslation();
  const actions = usePostActions();
  return (
    <>
      {post.permalink !== null && !post.is_demo && (
        <Tooltip label={t("detail.openOriginal")}>
          <a
            href={post.permalink}
            target="_blank"
            rel="noreferrer"
            aria-label={t("detail.openOriginal")}
            className={buttonLook({ look: "ghost", size: "icon" })}
          >
            <ExternalLink aria-hidden />
          </a>
        </Tooltip>
      )}
      {actions === null ? (
        <ReadOnlyStar post={post} />
      ) : (
        <MarkButtons post={post} view={view} actions={actions} onClose={onClose} />
      )}
    </>
  );
}

function MarkButtons({
  post,
  view,
  actions,
  onClose,
}: {
  post: PostDetail;
  view: View;
  actions: PostActions;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const [isAsking, setAsking] = useWindow();
  return (
    <>
      {post.trashed ? (
        <>
          <IconButton
            label={t("posts.restore")}
            keys="#"
            onClick={() => {
              void actions.restore([post]);
              if (view === "trash") onClose();
            }}
          >
            <ArchiveRestore aria-hidden />
          </IconButton>
          <Button
            look="ghost"
            size="small"
            className="text-bad hover:text-bad"
            onClick={() => setAsking(true)}
          >
            <Trash2 aria-hidden />
            {t("posts.purge")}
          </Button>
          <ConfirmDialog
            open={isAsking}
            onOpenChange={setAsking}
            title={t("purge.title", { count: 1 })}
            description={t("purge.description")}
            confirmLabel={t("posts.purge")}
            onConfirm={() => {
              onClose();
              void actions.purge([post]);
            }}
          />
        </>
      ) : (
        <IconButton
          label={t("posts.trash")}
          keys="#"
          onClick={() => {
            void actions.trash([post]);
            onClose();
          }}
        >
          <Trash2 aria-hidden />
        </IconButton>
      )}
      <IconButton
        label={t("posts.favourite")}
        keys="f"
        isPressed={post.favourite}
        onClick={() => void actions.toggleFavourite([post])}
      >
        <Star aria-hidden className={cn(post.favourite && "fill-star text-star")} />
      </IconButton>
    </>
  );
}

function IconButton({
  label,
  keys,
  isPressed,
  onClick,
  children,
}: {
  label: string;
  keys?: string;
  isPressed?: boolean;
  onClick: () => void;
  children: ReactNode;
}) {
  return (
    <Tooltip label={label} {...(keys === undefined ? {} : { keys })}>
      <Button look="ghost" size="icon" aria-label={label} aria-pressed={isPressed} onClick={onClick}>
        {children}
      </Button>
    </Tooltip>
  );
}
