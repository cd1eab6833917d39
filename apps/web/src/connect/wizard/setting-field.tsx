import type { SettingDescription } from "@millrace/connect/contract";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import { useSettings } from "../../shared/settings.ts";
import { cn } from "../../shared/ui/cn.ts";
import { Checkbox, Field, Input, inputLook, Select } from "../../shared/ui/field.tsx";
import { choicesOf, defaultOf, kindOf } from "./setting-values.ts";

interface ControlIds {
  id: string;
  "aria-describedby": string;
  "aria-invalid": boolean;
}

interface ControlProps {
  setting: SettingDescription;
  text: string;
  isKept: boolean;
  ids: ControlIds;
  onChange: (text: string) => void;
}

/** One setting of a source or destination, as the server describes it. */
export function SettingField({
  setting,
  text,
  isKept,
  error,
  onChange,
}: {
  setting: SettingDescription;
  text: string;
  /** A secret the connection has already: left empty, it stays. */
  isKept: boolean;
  error: string | undefined;
  onChange: (text: string) => void;
}) {
  const { t } = useTranslation();
  const { language } = useSettings();
  const about = setting.about[language];
  if (kindOf(setting) === "boolean")
    return <BooleanField setting={setting} text={text} error={error} onChange={onChange} />;
  const label = setting.title[language];
  return (
    <Field
      label={isOptional(setting) ? t("connect.wizard.optional", { label }) : label}
      hint={
        <>
          {about}
          {setting.is_secret && <SecretHint />}
        </>
      }
      error={error}
    >
      {(ids) => <Control setting={setting} text={text} isKept={isKept} ids={ids} onChange={onChange} />}
    </Field>
  );
}

/** What may be left empty and has no usual value. */
const isOptional = (setting: SettingDescription): boolean =>
  !setting.is_required && defaultOf(setting) === "";

function SecretHint() {
  const { t } = useTranslation();
  return (
    <>
      {" "}
      {t("connect.wizard.secretHint")} <code className="font-mono">env:NAME</code>,{" "}
      <code className="font-mono">file:/path</code>.
    </>
  );
}

function Control(props: ControlProps) {
  const { setting } = props;
  const kind = kindOf(setting);
  if (kind === "choice") return <Choice {...props} />;
  if (setting.is_secret && !setting.is_multiline) return <SecretInput {...props} />;
  if (setting.is_multiline || kind === "list" || kind === "json") return <LongText {...props} />;
  return <ShortText {...props} />;
}

function Choice({ setting, text, ids, onChange }: ControlProps) {
  const { t } = useTranslation();
  const { language } = useSettings();
  const usual = defaultOf(setting);
  return (
    <Select value={text === "" ? usual : text} onChange={(event) => onChange(event.target.value)} {...ids}>
      {usual === "" && <option value="">{t("connect.wizard.notChosen")}</option>}
      {choicesOf(setting).map((choice) => (
        <option key={choice} value={choice}>
          {setting.choices[choice]?.[language] ?? choice}
        </option>
      ))}
    </Select>
  );
}

/** "env:NAME" and "file:…" are no secrets themselves, and are read while they are typed. */
const isReference = (text: string): boolean =>
  ["env:", "file:"].some((beginning) => text.startsWith(beginning) || beginning.startsWith(text));

function SecretInput({ setting, text, isKept, ids, onChange }: ControlProps) {
  const { t } = useTranslation();
  return (
    <Input
      type={isReference(text) ? "text" : "password"}
      autoComplete="off"
      spellCheck={false}
      value={text}
      placeholder={isKept ? t("connect.wizard.secretKept") : (setting.placeholder ?? "")}
      onChange={(event) => onChange(event.target.value)}
      {...ids}
    />
  );
}

function LongText({ setting, text, isKept, ids, onChange }: ControlProps) {
  const { t } = useTranslation();
  return (
    <textarea
      rows={setting.is_multiline && !setting.is_secret && !setting.is_advanced ? 14 : 4}
      spellCheck={false}
      autoCapitalize="none"
      value={text}
      placeholder={isKept ? t("connect.wizard.secretKept") : (setting.placeholder ?? defaultOf(setting))}
      onChange={(event) => onChange(event.target.value)}
      className={cn(inputLook, "h-auto resize-y py-1.5 font-mono text-xs")}
      {...ids}
    />
  );
}

function ShortText({ setting, text, ids, onChange }: ControlProps) {
  const isNumber = kindOf(setting) === "number";
  return (
    <Input
      type="text"
      inputMode={isNumber ? "decimal" : "text"}
      autoComplete="off"
      spellCheck={false}
      autoCapitalize="none"
      value={text}
      placeholder={setting.placeholder ?? defaultOf(setting)}
      onChange={(event) => onChange(event.target.value)}
      className={cn(isNumber && "sm:w-48")}
      {...ids}
    />
  );
}

function BooleanField({
  setting,
  text,
  error,
  onChange,
}: Pick<ControlProps, "setting" | "text" | "onChange"> & { error: string | undefined }) {
  const { language } = useSettings();
  const isOn = (text === "" ? defaultOf(setting) : text) === "true";
  return (
    <CheckField
      label={setting.title[language]}
      hint={setting.about[language]}
      error={error}
      checked={isOn}
      onChange={(checked) => onChange(String(checked))}
    />
  );
}

/** A checkbox with its label and what it means. */
export function CheckField({
  label,
  hint,
  error,
  checked,
  onChange,
}: {
  label: string;
  hint: string;
  error?: string | undefined;
  checked: boolean;
  onChange: (checked: boolean) => void;
}) {
  const id = useId();
  return (
    <div className="flex gap-2.5 py-2">
      <Checkbox
        id={id}
        className="mt-0.5"
        checked={checked}
        aria-describedby={`${id}-hint`}
        aria-invalid={error !== undefined}
        onChange={(event) => onChange(event.target.checked)}
      />
      <div className="min-w-0">
        <label htmlFor={id} className="block text-ui font-medium">
          {label}
        </label>
        <p
          id={`${id}-hint`}
          className={cn("text-xs text-pretty", error === undefined ? "text-faint" : "text-bad")}
        >
          {error ?? hint}
        </p>
      </div>
    </div>
  );
}
