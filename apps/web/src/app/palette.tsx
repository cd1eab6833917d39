import { useNavigate } from "@tanstack/react-router";
import { CommandEmpty, CommandGroup, CommandInput, CommandItem, CommandList, CommandRoot } from "cmdk";
import { CircleHelp, Languages, Moon, Plus, Search, Sun, Monitor, type LucideIcon } from "lucide-react";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "../shared/session.ts";
import { changeSetting } from "../shared/settings.ts";
import { Dialog } from "../shared/ui/dialog.tsx";
import { Kbd } from "../shared/ui/kbd.tsx";
import { connectPages, housePages, operatePages, postPages, roomPages, sitePages } from "./navigation.tsx";

/** Ctrl/⌘-K: go anywhere, search the posts, change a setting. */
export default function Palette({ onClose, onHelp }: { onClose: () => void; onHelp: () => void }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [text, setText] = useState("");
  const run = (action: () => void) => () => {
    onClose();
    action();
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title={t("palette.open")}
      bare
      className="top-[14dvh] w-[min(36rem,calc(100vw-1.5rem))] overflow-hidden"
    >
      <CommandRoot label={t("palette.open")} loop className="flex min-h-0 flex-col">
        <div className="flex items-center gap-2.5 border-b border-line px-4">
          <Search aria-hidden className="size-4 text-faint" />
          <CommandInput
            autoFocus
            value={text}
            onValueChange={setText}
            placeholder={t("palette.placeholder")}
            className="h-12 flex-1 bg-transparent text-sm outline-none placeholder:text-faint"
          />
        </div>
        <CommandList label={t("palette.results")} className="max-h-[min(24rem,55dvh)] overflow-y-auto p-1.5">
          <CommandEmpty className="px-3 py-8 text-center text-ui text-faint">
            {t("palette.empty")}
          </CommandEmpty>
          <Group heading={t("palette.go")}>
            {[...postPages, ...sitePages, ...connectPages, ...operatePages, ...housePages].map((page) => (
              <Item
                key={page.to}
                icon={page.icon}
                keys={`g ${page.key}`}
                onSelect={run(() => void navigate({ to: page.to }))}
              >
                {t(`nav.${page.name}`)}
              </Item>
            ))}
            <MakeConnection run={run} />
            {roomPages.map((page) => (
              <Item key={page.to} icon={page.icon} onSelect={run(() => void navigate({ to: page.to }))}>
                {t(`nav.${page.name}`)}
              </Item>
            ))}
          </Group>
          <Group heading={t("palette.settings")}>
            <Item icon={Monitor} onSelect={run(() => changeSetting("theme", "system"))}>
              {t("palette.theme", { name: t("theme.system") })}
            </Item>
            <Item icon={Sun} onSelect={run(() => changeSetting("theme", "light"))}>
              {t("palette.theme", { name: t("theme.light") })}
            </Item>
            <Item icon={Moon} onSelect={run(() => changeSetting("theme", "dark"))}>
              {t("palette.theme", { name: t("theme.dark") })}
            </Item>
            <Item icon={Languages} onSelect={run(() => changeSetting("language", "en"))}>
              English
            </Item>
            <Item icon={Languages} onSelect={run(() => changeSetting("language", "fr"))}>
              Français
            </Item>
            <Item icon={CircleHelp} keys="?" onSelect={run(onHelp)}>
              {t("help.open")}
            </Item>
          </Group>
          {/* Last, and so it stays: pages and settings that fit come before the search, which fits any text. */}
          {text.trim() !== "" && (
            <Group heading={t("nav.posts")}>
              <Item
                icon={Search}
                value={`search ${text}`}
                onSelect={run(() => void navigate({ to: "/posts", search: { q: text.trim() } }))}
              >
                {t("palette.searchPosts", { text: text.trim() })}
              </Item>
            </Group>
          )}
        </CommandList>
      </CommandRoot>
    </Dialog>
  );
}

/** For who may make one. */
function MakeConnection({ run }: { run: (action: () => void) => () => void }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  if (!useMay("connect:write")) return null;
  return (
    <Item icon={Plus} onSelect={run(() => void navigate({ to: "/connect/new" }))}>
      {t("connect.new")}
    </Item>
  );
}

function Group({ heading, children }: { heading: string; children: ReactNode }) {
  return (
    <CommandGroup
      heading={heading}
      className="[&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-2xs [&_[cmdk-group-heading]]:font-medium [&_[cmdk-group-heading]]:text-faint"
    >
      {children}
    </CommandGroup>
  );
}

function Item({
  icon: Icon,
  keys,
  value,
  onSelect,
  children,
}: {
  icon: LucideIcon;
  keys?: string;
  value?: string;
  onSelect: () => void;
  children: ReactNode;
}) {
  return (
    <CommandItem
      {...(value === undefined ? {} : { value })}
      onSelect={onSelect}
      className="flex h-9 cursor-default items-center gap-2.5 rounded-md px-2.5 text-ui data-[selected=true]:bg-hover"
    >
      <Icon aria-hidden className="size-4 text-faint" />
      <span className="flex-1 truncate">{children}</span>
      {keys !== undefined && <Kbd keys={keys} />}
    </CommandItem>
  );
}
