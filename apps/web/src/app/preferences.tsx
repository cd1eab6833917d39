import { CircleHelp, Languages, Monitor, Moon, Sun } from "lucide-react";
import { useTranslation } from "react-i18next";
import { changeSetting, useSettings, type Settings } from "../shared/settings.ts";
import { Button } from "../shared/ui/button.tsx";
import { Menu, MenuChoice } from "../shared/ui/menu.tsx";

const themes = ["system", "light", "dark"] as const satisfies readonly Settings["theme"][];
const themeIcons = { system: Monitor, light: Sun, dark: Moon } as const;
const languages = [
  { value: "en", label: "English" },
  { value: "fr", label: "Français" },
] as const;

/** Theme, language and help. */
export function Preferences({ onHelp }: { onHelp?: () => void }) {
  const { t } = useTranslation();
  const { theme, language } = useSettings();
  const ThemeIcon = themeIcons[theme];
  return (
    <div className="flex items-center gap-0.5">
      <Menu
        label={t("shell.theme")}
        trigger={
          <Button look="ghost" size="icon" aria-label={t("shell.theme")} title={t("shell.theme")}>
            <ThemeIcon aria-hidden />
          </Button>
        }
      >
        <MenuChoice
          label={t("shell.theme")}
          value={theme}
          options={themes.map((value) => ({ value, label: t(`theme.${value}`) }))}
          onChange={(value) => changeSetting("theme", themes.find((each) => each === value) ?? "system")}
        />
      </Menu>
      <Menu
        label={t("shell.language")}
        trigger={
          <Button look="ghost" size="small" title={t("shell.language")}>
            <Languages aria-hidden />
            <span className="sr-only">{t("shell.language")}: </span>
            <span className="text-xs">{language.toUpperCase()}</span>
          </Button>
        }
      >
        <MenuChoice
          label={t("shell.language")}
          value={language}
          options={languages}
          onChange={(value) => changeSetting("language", value === "fr" ? "fr" : "en")}
        />
      </Menu>
      <span className="flex-1" />
      {onHelp !== undefined && (
        <Button look="ghost" size="icon" aria-label={t("help.open")} title={t("help.open")} onClick={onHelp}>
          <CircleHelp aria-hidden />
        </Button>
      )}
    </div>
  );
}
