import type { WallKind } from "@millrace/posts/contract";
import { useTranslation } from "react-i18next";

/** What stood in the way, and what to do; nothing when nothing did. */
export function WallNote({
  wall,
  message,
  className,
}: {
  wall: WallKind | null;
  message: string | null;
  className?: string;
}) {
  const { t } = useTranslation();
  if (wall === null && message === null) return null;
  return (
    <p className={className}>
      {wall !== null && <strong className="font-semibold">{t(`wall.${wall}`)}. </strong>}
      {message}
    </p>
  );
}
