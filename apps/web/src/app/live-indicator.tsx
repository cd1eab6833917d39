import { useTranslation } from "react-i18next";
import { useLiveStatus } from "../shared/live/stream.ts";
import { cn } from "../shared/ui/cn.ts";

const dots = {
  live: "bg-good",
  connecting: "bg-faint animate-shimmer",
  lost: "bg-warn animate-shimmer",
} as const;

/** Whether new posts and progress arrive by themselves right now. */
export function LiveIndicator({ isShort = false }: { isShort?: boolean }) {
  const { t } = useTranslation();
  const status = useLiveStatus();
  return (
    <p
      role="status"
      title={t(`live.${status}About`)}
      className="flex h-7 items-center gap-2 px-2 text-xs text-muted"
    >
      <span aria-hidden className={cn("size-2 rounded-full", dots[status])} />
      <span className={cn(isShort && status === "live" && "sr-only")}>{t(`live.${status}`)}</span>
    </p>
  );
}
