import { Outlet } from "@tanstack/react-router";
import { Menu as MenuIcon, Search } from "lucide-react";
import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import { Toaster } from "sonner";
import { modKey, useShortcuts } from "../shared/shortcuts.ts";
import { useSettings } from "../shared/settings.ts";
import { useWindow } from "../shared/use-window.ts";
import { Button } from "../shared/ui/button.tsx";
import { Kbd } from "../shared/ui/kbd.tsx";
import { AccountMenu } from "./account-menu.tsx";
import { Banners } from "./banners.tsx";
import { Brand } from "./brand.tsx";
import { Drawer } from "./drawer.tsx";
import { LiveIndicator } from "./live-indicator.tsx";
import { Navigation } from "./navigation.tsx";
import { Preferences } from "./preferences.tsx";
import { useFocusOnNavigation } from "./focus-on-navigation.ts";
import { useGoShortcuts } from "./go-shortcuts.ts";

const Palette = lazy(() => import("./palette.tsx"));
const HelpSheet = lazy(() => import("./help-sheet.tsx"));

/** The frame of every page: navigation, banners, palette, toasts. */
export function Shell() {
  const { t } = useTranslation();
  const { theme } = useSettings();
  const [isPaletteOpen, setPaletteOpen] = useWindow();
  const [isHelpOpen, setHelpOpen] = useWindow();
  const [isDrawerOpen, setDrawerOpen] = useWindow();
  useFocusOnNavigation();
  useGoShortcuts();
  useShortcuts({ "mod+k": () => setPaletteOpen(true), "?": () => setHelpOpen(true) });
  const openHelp = () => setHelpOpen(true);
  return (
    <div className="flex h-full print:block print:h-auto">
      <a
        href="#main"
        className="sr-only z-50 rounded-md bg-accent px-3 py-2 text-on-accent focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
      >
        {t("shell.skip")}
      </a>
      <header className="hidden w-56 shrink-0 flex-col border-r border-line bg-bg md:flex print:hidden">
        <div className="px-4 pt-4 pb-3">
          <Brand />
        </div>
        <div className="px-3 pb-4">
          <button
            type="button"
            onClick={() => setPaletteOpen(true)}
            className="flex h-8 w-full items-center gap-2 rounded-md border border-line bg-panel px-2.5 text-ui text-faint hover:border-line-strong hover:text-fg"
          >
            <Search aria-hidden className="size-4" />
            <span className="flex-1 text-left">{t("palette.short")}</span>
            <Kbd keys={`${modKey} K`} />
          </button>
        </div>
        <div className="min-h-0 flex-1 overflow-y-auto px-3 pb-4">
          <Navigation />
        </div>
        <div className="border-t border-line px-3 py-2">
          <LiveIndicator />
          <AccountMenu />
          <Preferences onHelp={openHelp} />
        </div>
      </header>
      <div className="flex min-w-0 flex-1 flex-col">
        <header className="flex h-12 shrink-0 items-center gap-1 border-b border-line px-2 md:hidden print:hidden">
          <Button look="ghost" size="icon" aria-label={t("shell.menu")} onClick={() => setDrawerOpen(true)}>
            <MenuIcon aria-hidden />
          </Button>
          <span className="flex-1">
            <Brand />
          </span>
          <LiveIndicator isShort />
          <Button
            look="ghost"
            size="icon"
            aria-label={t("palette.open")}
            onClick={() => setPaletteOpen(true)}
          >
            <Search aria-hidden />
          </Button>
        </header>
        <Banners />
        <main id="main" tabIndex={-1} className="min-h-0 flex-1 outline-none">
          <Outlet />
        </main>
      </div>
      <Drawer open={isDrawerOpen} onOpenChange={setDrawerOpen} onHelp={openHelp} />
      <Suspense>
        {isPaletteOpen && <Palette onClose={() => setPaletteOpen(false)} onHelp={openHelp} />}
        {isHelpOpen && <HelpSheet onClose={() => setHelpOpen(false)} />}
      </Suspense>
      <Toaster theme={theme} position="bottom-center" containerAriaLabel={t("shell.notifications")} />
    </div>
  );
}
