import type { SettingView } from "@millrace/server/contract";
import { useTranslation } from "react-i18next";
import { Input, Select } from "../shared/ui/field.tsx";

/** What of a JSON Schema decides which control a value gets. */
interface ValueShape {
  type?: string | string[];
  enum?: unknown[];
  anyOf?: ValueShape[];
  minimum?: number;
  maximum?: number;
  format?: string;
}

interface ControlIds {
  id: string;
  "aria-describedby": string;
  "aria-invalid": boolean;
}

/** The part of a schema that is not "null", and whether null is allowed too. */
export function shapeOf(schema: ValueShape): { shape: ValueShape; isNullable: boolean } {
  const parts = schema.anyOf ?? [schema];
  const shape = parts.find((part) => part.type !== "null") ?? schema;
  const types = [shape.type ?? []].flat();
  return { shape, isNullable: parts.length > 1 || types.includes("null") };
}

/** The text of a control as the value it stands for; "" is no value. */
export function valueOf(text: string, schema: ValueShape): unknown {
  const { shape } = shapeOf(schema);
  const types = [shape.type ?? []].flat();
  if (text === "") return null;
  if (types.includes("boolean")) return text === "true";
  if (types.includes("number") || types.includes("integer"))
    return Number.isNaN(Number(text)) ? text : Number(text);
  return text;
}

/** A value as the text its control shows. */
export function textOf(value: unknown): string {
  if (value === null || value === undefined) return "";
  return typeof value === "object" ? JSON.stringify(value) : String(value as string | number | boolean);
}

interface ControlProps {
  setting: SettingView;
  text: string;
  ids: ControlIds;
  onChange: (text: string) => void;
}

/** The control that fits a setting: choice, number or text. */
export function SettingControl(props: ControlProps) {
  const { shape } = shapeOf(props.setting.schema);
  const types = [shape.type ?? []].flat();
  const choices = types.includes("boolean") ? [true, false] : shape.enum;
  if (choices !== undefined) return <Choice {...props} choices={choices} />;
  if (props.setting.is_secret) return <SecretInput {...props} />;
  return <PlainInput {...props} />;
}

function Choice({ setting, text, ids, onChange, choices }: ControlProps & { choices: readonly unknown[] }) {
  const { t } = useTranslation();
  const { isNullable } = shapeOf(setting.schema);
  const words = (choice: unknown) =>
    choice === true ? t("common.yes") : choice === false ? t("common.no") : textOf(choice);
  return (
    <Select
      value={text}
      disabled={!setting.is_editable}
      onChange={(event) => onChange(event.target.value)}
      {...ids}
    >
      {(isNullable || text === "") && <option value="">{t("settings.notSet")}</option>}
      {choices.map((choice) => (
        <option key={textOf(choice)} value={textOf(choice)}>
          {words(choice)}
        </option>
      ))}
    </Select>
  );
}

function SecretInput({ setting, text, ids, onChange }: ControlProps) {
  const { t } = useTranslation();
  return (
    <Input
      type="password"
      autoComplete="off"
      value={text}
      disabled={!setting.is_editable}
      placeholder={t(setting.is_set ? "settings.secretKept" : "settings.notSet")}
      onChange={(event) => onChange(event.target.value)}
      {...ids}
    />
  );
}

function PlainInput({ setting, text, ids, onChange }: ControlProps) {
  const { shape } = shapeOf(setting.schema);
  const types = [shape.type ?? []].flat();
  const isWhole = types.includes("integer");
  const number = { type: "number", min: shape.minimum, max: shape.maximum, step: isWhole ? 1 : "any" };
  return (
    <Input
      {...(isWhole || types.includes("number") ? number : { type: "text" })}
      autoComplete="off"
      value={text}
      disabled={!setting.is_editable}
      onChange={(event) => onChange(event.target.value)}
      {...ids}
    />
  );
}
