import { existsSync } from "node:fs";
import { join } from "node:path";
import type { DescribedSetting } from "../features/connect/connectors/settings.ts";

const path = "docs/connectors.md";

/** One source or destination, as far as the reference shows it. */
interface Documented {
  id: string;
  title: { en: string };
  about: { en: string };
  settings: readonly DescribedSetting[];
  promise: string | null;
}

/** The reference of connectors, from the descriptions that also make their forms. Null in a repository without the page. */
export async function connectorsPageOf(root: string): Promise<{ path: string; text: string } | null> {
  if (!existsSync(join(root, path))) return null;
  const { describeSettings } = await import("../features/connect/connectors/settings.ts");
  const { openShelf } = await import("../features/connect/connectors/open-shelf.ts");
  const shelf = openShelf(() => []);
  const sources = shelf.sources.map((source) => ({
    ...source,
    settings: describeSettings(source.settings),
    promise: null,
  }));
  const destinations = shelf.destinations.map((destination) => ({
    ...destination,
    settings: describeSettings(destination.settings),
    promise: `Promise: ${destination.guarantee.replaceAll("_", " ")}. ${destination.guaranteeNote.en} Modes: ${destination.modes.join(", ")}.`,
  }));
  const text = [
    "# Sources and destinations of Connect",
    "",
    "Written by `npm run generate` from the descriptions that the forms, the API and the command line are made from. A secret is",
    "written as it is, as `env:NAME` (read from the environment at use) or as `file:/path`; it is kept encrypted and never shown.",
    "",
    "## Sources",
    "",
    ...sources.flatMap(sectionOf),
    "## Destinations",
    "",
    ...destinations.flatMap(sectionOf),
  ].join("\n");
  return { path, text: `${text.trimEnd()}\n` };
}

function sectionOf({ id, title, about, settings, promise }: Documented): string[] {
  return [
    `### ${title.en} (\`${id}\`)`,
    "",
    about.en,
    "",
    ...(promise === null ? [] : [promise, ""]),
    ...(settings.length === 0 ? ["It has no settings.", ""] : [...settings.map(lineOf), ""]),
  ];
}

function lineOf({ name, isRequired, secret, title, about, schema }: DescribedSetting): string {
  const marks = [
    isRequired ? "required" : "optional",
    ...(secret === true ? ["secret"] : []),
    ...(schema["default"] === undefined ? [] : [`default \`${JSON.stringify(schema["default"])}\``]),
    ...(Array.isArray(schema["enum"])
      ? [`one of ${schema["enum"].map((each) => `\`${String(each)}\``).join(", ")}`]
      : []),
  ];
  return `- \`${name}\` — ${title.en} (${marks.join(", ")}). ${about.en.replaceAll("\n", " ")}`;
}
