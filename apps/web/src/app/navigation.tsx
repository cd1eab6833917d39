import { Link } from "@tanstack/react-router";
import {
  Activity,
  Archive,
  ArchiveRestore,
  BellRing,
  CalendarClock,
  ChartColumn,
  Cpu,
  Database,
  FileUp,
  Gauge,
  Globe,
  Inbox,
  Layers,
  MailWarning,
  Plug,
  PlugZap,
  Radio,
  Rows3,
  ScrollText,
  SlidersHorizontal,
  SquareActivity,
  Star,
  Timer,
  Trash2,
  Users,
  Waypoints,
  type LucideIcon,
} from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { DeadLetterCount } from "../operate/dead-letters/dead-letter-count.tsx";
import { roomIcons, type Room } from "../rooms/room-page.tsx";
import { useSession } from "../shared/session.ts";
import { Badge } from "../shared/ui/badge.tsx";

/** Pages that exist, with the second key of their "g …" shortcut. */
export const postPages = [
  { to: "/posts", name: "all", icon: Inbox, key: "p" },
  { to: "/favourites", name: "favourites", icon: Star, key: "f" },
  { to: "/trash", name: "trash", icon: Trash2, key: "t" },
  { to: "/collections", name: "collections", icon: Layers, key: "c" },
  { to: "/sources", name: "sources", icon: Radio, key: "s" },
  { to: "/stats", name: "stats", icon: ChartColumn, key: "a" },
] as const;
export const sitePages = [
  { to: "/sites", name: "websites", icon: Globe, key: "i" },
  { to: "/sites/sessions", name: "siteSessions", icon: Timer, key: "n" },
  { to: "/sites/providers", name: "siteProviders", icon: PlugZap, key: "v" },
  { to: "/sites/alerts", name: "siteAlerts", icon: BellRing, key: "l" },
  { to: "/sites/imports", name: "websiteImports", icon: FileUp, key: "j" },
  { to: "/sites/snapshots", name: "websiteSnapshots", icon: ArchiveRestore, key: "z" },
] as const;
export const connectPages = [
  { to: "/connect", name: "connections", icon: Plug, key: "y" },
  { to: "/connect/trace", name: "trace", icon: Waypoints, key: "g" },
] as const;
export const operatePages = [
  { to: "/operate", name: "overview", icon: SquareActivity, key: "o" },
  { to: "/operate/runs", name: "runs", icon: Activity, key: "r" },
  { to: "/operate/queues", name: "queues", icon: Rows3, key: "q" },
  { to: "/operate/schedules", name: "schedules", icon: CalendarClock, key: "h" },
  { to: "/operate/dead-letters", name: "deadLetters", icon: MailWarning, key: "d" },
  { to: "/operate/workers", name: "workers", icon: Cpu, key: "w" },
  { to: "/operate/budgets", name: "budgets", icon: Gauge, key: "b" },
  { to: "/operate/storage", name: "storage", icon: Database, key: "m" },
] as const;
/** Pages of whoever keeps the house; each shows only to those who may read it. */
export const housePages = [
  { to: "/house/people", name: "people", icon: Users, key: "e", permission: "people:read" },
  { to: "/house/settings", name: "settings", icon: SlidersHorizontal, key: "x", permission: "settings:read" },
  { to: "/house/backups", name: "backups", icon: Archive, key: "k", permission: "backups:read" },
  { to: "/house/audit", name: "audit", icon: ScrollText, key: "u", permission: "audit:read" },
] as const;
export const roomPages = (["studio", "store"] as const satisfies readonly Room[]).map((name) => ({
  to: `/${name}` as const,
  name,
  icon: roomIcons[name],
}));

/** Links to every room and page. */
export function Navigation({ onGo }: { onGo?: () => void }) {
  const { t } = useTranslation();
  const permissions = useSession().data?.permissions ?? [];
  const ofHouse = housePages.filter((page) => permissions.includes(page.permission));
  return (
    <nav aria-label={t("shell.navigation")} className="grid gap-5">
      <Group title={t("nav.posts")}>
        {postPages.map((page) => (
          <NavLink key={page.to} onGo={onGo} to={page.to} icon={page.icon} label={t(`nav.${page.name}`)} />
        ))}
      </Group>
      <Group title={t("nav.sites")}>
        {sitePages.map((page) => (
          <NavLink key={page.to} onGo={onGo} to={page.to} icon={page.icon} label={t(`nav.${page.name}`)} />
        ))}
      </Group>
      <Group title={t("nav.connect")}>
        {connectPages.map((page) => (
          <NavLink key={page.to} onGo={onGo} to={page.to} icon={page.icon} label={t(`nav.${page.name}`)} />
        ))}
      </Group>
      <Group title={t("nav.rooms")}>
        {roomPages.map((page) => (
          <NavLink
            key={page.to}
            onGo={onGo}
            to={page.to}
            icon={page.icon}
            label={t(`nav.${page.name}`)}
            isComing
          />
        ))}
      </Group>
      <Group title={t("nav.operate")}>
        {operatePages.map((page) => (
          <NavLink
            key={page.to}
            onGo={onGo}
            to={page.to}
            icon={page.icon}
            label={t(`nav.${page.name}`)}
            note={page.name === "deadLetters" && <DeadLetterCount />}
          />
        ))}
      </Group>
      {ofHouse.length > 0 && (
        <Group title={t("nav.house")}>
          {ofHouse.map((page) => (
            <NavLink key={page.to} onGo={onGo} to={page.to} icon={page.icon} label={t(`nav.${page.name}`)} />
          ))}
        </Group>
      )}
    </nav>
  );
}

function Group({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div>
      <h2 className="px-2 pb-1 text-2xs font-medium text-faint">{title}</h2>
      <ul className="grid gap-px">{children}</ul>
    </div>
  );
}

type PageAddress =
  | (typeof postPages)[number]["to"]
  | (typeof sitePages)[number]["to"]
  | (typeof connectPages)[number]["to"]
  | (typeof roomPages)[number]["to"]
  | (typeof operatePages)[number]["to"]
  | (typeof housePages)[number]["to"];

const firstPages: ReadonlySet<PageAddress> = new Set(["/operate", "/sites", "/connect"]);

function NavLink({
  to,
  icon: Icon,
  label,
  isComing = false,
  note,
  onGo,
}: {
  onGo: (() => void) | undefined;
  to: PageAddress;
  icon: LucideIcon;
  label: string;
  isComing?: boolean;
  note?: ReactNode;
}) {
  const { t } = useTranslation();
  return (
    <li>
      <Link
        to={to}
        // The address of a room's first page begins those of its others.
        activeOptions={{ exact: firstPages.has(to), includeSearch: false }}
        onClick={onGo}
        className="flex h-7.5 items-center gap-2 rounded-md px-2 text-ui text-muted hover:bg-hover hover:text-fg [&_svg]:size-4 [&_svg]:text-faint"
        activeProps={{
          className: "bg-line/70 font-medium text-fg [&_svg]:text-accent",
          "aria-current": "page",
        }}
      >
        <Icon aria-hidden />
        <span className="flex-1 truncate">{label}</span>
        {isComing && <Badge className="h-4 bg-transparent px-0 text-faint">{t("rooms.later")}</Badge>}
        {note}
      </Link>
    </li>
  );
}
