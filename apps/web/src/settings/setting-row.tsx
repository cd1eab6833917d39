import type { SettingView } from "@millrace/server/contract";
import { RotateCcw } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useFormat } from "../shared/i18n/format.ts";
import { useSettings } from "../shared/settings.ts";
import { Badge } from "../shared/ui/badge.tsx";
import { Button } from "../shared/ui/button.tsx";
import { Field } from "../shared/ui/field.tsx";
import { SettingControl, textOf } from "./setting-control.tsx";

/** One setting: what it is, its control, and where its value comes from. */
export function SettingRow({
  setting,
  draft,
  error,
  mayWrite,
  onDraft,
  onReset,
}: {
  setting: SettingView;
  /** What the person has typed and not saved; undefined while untouched. */
  draft: string | undefined;
  error: string | undefined;
  mayWrite: boolean;
  onDraft: (text: string) => void;
  /** Takes the kept value away. */
  onReset: () => void;
}) {
  const { t } = useTranslation();
  const { language } = useSettings();
  const text = draft ?? (setting.is_secret ? "" : textOf(setting.value));
  return (
    <li className="grid gap-x-6 px-4 py-2 sm:grid-cols-[1fr_16rem]">
      <Field
        label={setting.label[language]}
        hint={setting.about[language]}
        error={error ?? setting.problem ?? undefined}
      >
        {(ids) => (
          <SettingControl
            setting={mayWrite ? setting : { ...setting, is_editable: false }}
            text={text}
            ids={ids}
            onChange={onDraft}
          />
        )}
      </Field>
      <div className="flex flex-wrap items-center gap-2 self-center pb-2 text-xs text-muted sm:justify-end sm:pb-0">
        <Origin setting={setting} />
        {setting.origin === "settings_page" && mayWrite && (
          <Button
            look="ghost"
            size="iconSmall"
            title={t("settings.reset")}
            aria-label={t("settings.resetNamed", { name: setting.label[language] })}
            onClick={onReset}
          >
            <RotateCcw aria-hidden />
          </Button>
        )}
      </div>
    </li>
  );
}

function Origin({ setting }: { setting: SettingView }) {
  const { t } = useTranslation();
  const format = useFormat();
  const changed =
    setting.updated_at === null
      ? undefined
      : t("settings.changedBy", {
          who: setting.updated_by ?? "?",
          date: format.dateTime(setting.updated_at),
        });
  return (
    <>
      {setting.reference !== null && <code className="font-mono">{setting.reference}</code>}
      <Badge
        tone={setting.origin === "settings_page" ? "accent" : "neutral"}
        {...(changed === undefined ? {} : { title: changed })}
      >
        {t(`settingOrigin.${setting.origin}`)}
      </Badge>
      {!setting.is_editable && <code className="font-mono text-2xs text-faint">{setting.env}</code>}
    </>
  );
}
