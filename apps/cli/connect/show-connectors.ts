import {
  destinationConnector,
  sourceConnector,
  type DestinationConnector,
  type SettingDescription,
  type SourceConnector,
} from "@millrace/connect/contract";
import { UserFacingError } from "@millrace/platform/errors";
import { z } from "zod";
import type { OutputFlags } from "../operate/ask-house.ts";
import { tableOf } from "../operate/table.ts";
import { printLine } from "../print.ts";
import { callConnect, withConnect } from "./call-connect.ts";
import { exitCodes } from "./exit-codes.ts";

type Side = "source" | "destination";
type Connector = SourceConnector | DestinationConnector;

const schemas = {
  source: z.object({ items: z.array(sourceConnector) }),
  destination: z.object({ items: z.array(destinationConnector) }),
} as const;

/** `connect sources|destinations [type]`: those there are, or the settings of one. */
export function showConnectors(side: Side, type: string | undefined, { json }: OutputFlags): Promise<void> {
  return withConnect(async (server) => {
    const answer: { items: Connector[] } = await callConnect(schemas[side], server, `/connect/${side}s`);
    const one = type === undefined ? null : connectorOf(side, type, answer.items);
    if (json === true) printLine(JSON.stringify(one ?? answer));
    else
      for (const line of one === null ? listLines(side, answer.items) : helpLines(side, one)) printLine(line);
  });
}

function connectorOf(side: Side, type: string, items: readonly Connector[]): Connector {
  const found = items.find(({ id }) => id === type);
  if (found !== undefined) return found;
  throw new UserFacingError(
    `${side}_unknown`,
    `There is no ${side} ${type}; there are ${items.map(({ id }) => id).join(", ")}.`,
    { exitCode: exitCodes.misunderstood },
  );
}

function listLines(side: Side, items: readonly Connector[]): string[] {
  return [
    ...tableOf(items, [
      { heading: side, of: ({ id }) => id },
      { heading: "name", of: ({ title }) => title.en },
      ...(side === "destination" ? [{ heading: "guarantee", of: guaranteeText }] : []),
      { heading: "about", of: ({ about }) => about.en },
    ]),
    "",
    `\`millrace connect ${side}s <type>\` shows the settings of one.`,
  ];
}

const guaranteeText = (connector: Connector): string | null =>
  "guarantee" in connector ? connector.guarantee.replaceAll("_", " ") : null;

/** What there is to know for a connection's file: from the one description that makes form and reference too. */
function helpLines(side: Side, connector: Connector): string[] {
  const { id, title, about, settings } = connector;
  return [
    `${id}: ${title.en}`,
    about.en,
    ...("guarantee" in connector
      ? [
          `Guarantee: ${connector.guarantee.replaceAll("_", " ")}. ${connector.guarantee_note.en}`,
          `Writes by: ${connector.modes.join(", ")}.`,
        ]
      : []),
    "",
    ...settings.flatMap(settingLines),
    "",
    ...exampleLines(side, connector),
  ];
}

function settingLines(setting: SettingDescription): string[] {
  const { name, is_required: isRequired, is_secret: isSecret, is_advanced: isAdvanced, schema } = setting;
  const facts = [
    typeText(schema),
    isRequired ? "required" : null,
    isSecret ? "secret: env:NAME or file:/path" : null,
    isAdvanced ? "advanced" : null,
    schema["default"] === undefined ? null : `default ${JSON.stringify(schema["default"])}`,
  ];
  return [`  ${name}  (${facts.filter((fact) => fact !== null).join("; ")})`, `      ${setting.about.en}`];
}

function typeText({ type, enum: values }: Record<string, unknown>): string | null {
  if (Array.isArray(values)) return values.map(String).join(" | ");
  return typeof type === "string" ? type : null;
}

/** What must be set, as it stands in a file. */
function exampleLines(side: Side, { id, settings }: Connector): string[] {
  const needed = settings.filter((setting) => setting.is_required);
  return [`${side}:`, `  type: ${id}`, ...needed.flatMap(exampleOf)];
}

function exampleOf(setting: SettingDescription): string[] {
  const { name, is_secret: isSecret, is_multiline: isMultiline, placeholder } = setting;
  if (isSecret) return [`  ${name}: env:${name.toUpperCase()}`];
  if (placeholder === null) return [`  ${name}: …`];
  if (!isMultiline) return [`  ${name}: ${JSON.stringify(placeholder)}`];
  return [`  ${name}: |`, ...placeholder.split("\n").map((line) => `    ${line}`)];
}
