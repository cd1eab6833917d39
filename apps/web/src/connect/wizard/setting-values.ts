import type { SettingDescription } from "@millrace/connect/contract";
import { shapeOf } from "../../settings/setting-control.tsx";
import type { ConnectorChoice } from "../api.ts";
import { toYaml } from "../parts/to-yaml.ts";

/** How a setting is typed in: its value stands in the form as text until it is sent. */
export type SettingKind = "boolean" | "choice" | "number" | "list" | "json" | "text";

interface ItemShape {
  items?: { type?: string };
}

/** What the server shows in place of a secret that is no reference; of several, in place of each. */
const mask = "••••";

const kindsByType: Readonly<Record<string, SettingKind>> = {
  boolean: "boolean",
  number: "number",
  integer: "number",
  array: "json",
  object: "json",
};

export function kindOf({ schema }: Pick<SettingDescription, "schema">): SettingKind {
  const { shape } = shapeOf(schema);
  const types = [shape.type ?? []].flat();
  if (shape.enum !== undefined) return "choice";
  if (types.includes("array") && (shape as ItemShape).items?.type === "string") return "list";
  return types.map((type) => kindsByType[type]).find((kind) => kind !== undefined) ?? "text";
}

/** The values a choice may have, as text. */
export const choicesOf = ({ schema }: Pick<SettingDescription, "schema">): string[] =>
  (shapeOf(schema).shape.enum ?? []).map(String);

/** What holds when nothing is typed in; "" where there is no such value. */
export const defaultOf = (setting: Pick<SettingDescription, "schema">): string =>
  textOf(setting, setting.schema["default"]);

/** A value as the text its control shows. */
export function textOf(setting: Pick<SettingDescription, "schema">, value: unknown): string {
  if (value === undefined || value === null) return "";
  if (kindOf(setting) === "list" && Array.isArray(value)) return value.join("\n");
  if (typeof value !== "object") return String(value as string | number);
  // A text of several lines may stand for a mapping: people write those in YAML.
  return isMapping(value) && kindOf(setting) === "text" ? toYaml(value) : JSON.stringify(value, null, 2);
}

const isMapping = (value: object): value is Record<string, unknown> => !Array.isArray(value);

/** The value a text stands for; undefined: none. What can't be read is sent as it is: the server says what is wrong with it. */
export function valueOf(setting: Pick<SettingDescription, "schema">, text: string): unknown {
  if (text.trim() === "") return undefined;
  switch (kindOf(setting)) {
    case "boolean":
      return text === "true";
    case "number":
      return Number.isNaN(Number(text)) ? text : Number(text);
    case "list":
      return text.split("\n").filter((line) => line.trim() !== "");
    case "json":
      return parsed(text);
    default:
      return text;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return text;
    throw error;
  }
}

/** One end of a connection while it is written down. */
export interface ConnectorDraft {
  type: string;
  values: Readonly<Record<string, string>>;
  /** Secrets the connection has already and that are not shown: left empty, they stay. */
  kept: readonly string[];
}

export const noConnector: ConnectorDraft = { type: "", values: {}, kept: [] };

/** A connector of a connection there is, to be changed. */
export function draftOfChoice(
  choice: ConnectorChoice,
  settings: readonly SettingDescription[],
): ConnectorDraft {
  const texts = settings.map((setting) => [setting, textOf(setting, choice[setting.name])] as const);
  const isKept = ([setting, text]: (typeof texts)[number]) => setting.is_secret && text.includes(mask);
  return {
    type: choice.type,
    values: Object.fromEntries(texts.map((each) => [each[0].name, isKept(each) ? "" : each[1]])),
    kept: texts.filter(isKept).map(([setting]) => setting.name),
  };
}

/** What is sent: the type and every setting that has a value. */
export function choiceOf(draft: ConnectorDraft, settings: readonly SettingDescription[]): ConnectorChoice {
  const values = settings
    .map((setting) => [setting.name, valueOf(setting, draft.values[setting.name] ?? "")] as const)
    .filter(([, value]) => value !== undefined);
  return { type: draft.type, ...Object.fromEntries(values) };
}

/** The same with the mask in place of each secret that stays: to be shown, not sent. */
export const shownChoiceOf = (
  draft: ConnectorDraft,
  settings: readonly SettingDescription[],
): ConnectorChoice => ({
  ...choiceOf(draft, settings),
  ...Object.fromEntries(
    draft.kept.filter((name) => (draft.values[name] ?? "") === "").map((name) => [name, mask]),
  ),
});

/** Settings that must be filled in and are not. */
export const missingSettings = (draft: ConnectorDraft, settings: readonly SettingDescription[]): string[] =>
  settings
    .filter(
      ({ name, is_required }) =>
        is_required && (draft.values[name] ?? "").trim() === "" && !draft.kept.includes(name),
    )
    .map(({ name }) => name);
