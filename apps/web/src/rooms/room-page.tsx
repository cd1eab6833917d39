import { PenLine, ShoppingBag, type LucideIcon } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Badge } from "../shared/ui/badge.tsx";
import { Page } from "../shared/ui/page.tsx";

export type Room = "studio" | "store";

export const roomIcons: Record<Room, LucideIcon> = {
  studio: PenLine,
  store: ShoppingBag,
};

/** A room that does not exist yet says so, and what it will do. */
export function RoomPage({ room }: { room: Room }) {
  const { t } = useTranslation();
  const Icon = roomIcons[room];
  return (
    <Page title={t(`nav.${room}`)} className="max-w-2xl">
      <section className="rounded-lg border border-line bg-panel px-6 py-7">
        <div className="flex items-center gap-3">
          <span className="flex size-10 items-center justify-center rounded-lg bg-accent-soft text-accent">
            <Icon aria-hidden className="size-5" />
          </span>
          <Badge>{t("rooms.notYet")}</Badge>
        </div>
        <h2 className="mt-4 text-base font-semibold">{t(`rooms.${room}.what`)}</h2>
        <ul className="mt-3 list-disc space-y-1.5 pl-5 text-ui text-pretty text-muted marker:text-faint">
          <li>{t(`rooms.${room}.one`)}</li>
          <li>{t(`rooms.${room}.two`)}</li>
          <li>{t(`rooms.${room}.three`)}</li>
        </ul>
        <p className="mt-5 border-t border-line pt-4 text-xs text-faint">{t("rooms.honest")}</p>
      </section>
    </Page>
  );
}
