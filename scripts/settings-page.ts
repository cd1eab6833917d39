import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { allSettings } from "../apps/server/settings.ts";
import type { SettingDescription } from "../platform/config/index.ts";

const path = "docs/configuration.md";
const begin = "<!-- settings: written by npm run generate -->";
const end = "<!-- /settings -->";

/**
 * The page of settings with the table that apps/server/settings.ts describes, and the rest of it as it stands.
 * Null in a repository without the page. Throws when the two marks around the table are not there.
 */
export function settingsPageOf(root: string): { path: string; text: string } | null {
  if (!existsSync(join(root, path))) return null;
  const text = readFileSync(join(root, path), "utf8");
  const [before, rest] = [text.split(begin)[0], text.split(end)[1]];
  if (before === undefined || rest === undefined || before === text) {
    throw new Error(
      `${path} must hold the lines ${begin} and ${end}: the table of settings stands between them.`,
    );
  }
  return { path, text: `${before}${begin}\n\n${tableOf(settingRows())}\n\n${end}${rest}` };
}

function settingRows(): string[][] {
  const settings = Object.entries<SettingDescription>(allSettings).map(([name, { env, schema, about }]) => [
    `\`${env}\``,
    `\`${name}\``,
    shown(schema.parse(undefined)),
    about,
  ]);
  return [["variable", "in `millrace.yaml`", "default", "what"], ...settings];
}

function shown(value: unknown): string {
  if (value === null) return "none";
  return `\`${typeof value === "string" ? value : JSON.stringify(value)}\``;
}

/** A table as the formatter writes it: every column as wide as its widest cell. */
/** A Markdown table, its columns padded as the formatter pads them; the first row is the head. */
export function tableOf(rows: readonly string[][]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: string[], filler: string): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0, filler)).join(" | ")} |`;
  const [head = [], ...body] = rows.map((row) => line(row, " "));
  return [
    head,
    line(
      widths.map(() => ""),
      "-",
    ),
    ...body,
  ].join("\n");
}
