import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { parseSync } from "oxc-parser";

/**
 * A family is a folder whose subfolders all do the same job in another way (sources, destinations, providers).
 * Its registry is generated from those folders, so that a new member is one new folder.
 */
export interface Family {
  /** Word for `npm run new <family> <name>`. */
  name: string;
  /** Relative to the root. */
  folder: string;
  /** The file in each member's folder that exports its factory. */
  entry: string;
  /** What the one exported factory of a member ends with: `createAcmeSource`. */
  suffix: string;
  /** What a person still has to do after `npm run new`. */
  nextSteps: (member: string) => string[];
}

export const families: Family[] = [
  {
    name: "source",
    folder: "features/posts/sources",
    entry: "source.ts",
    suffix: "Source",
    nextSteps: (member) => [
      `add "${member}" to sourceId in features/posts/contract.ts`,
      `fill in features/posts/sources/${member}/source.ts: what the site lists, how it pages`,
      `put true pages into features/posts/sources/${member}/fixtures and write down where they are from`,
      `npx vitest run features/posts/sources/${member}`,
    ],
  },
];

/** "acme-news" → "AcmeNews". */
export const pascalCase = (name: string): string =>
  name.replace(/(?:^|-)([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());

/** Names of the members' folders, sorted. A family whose room does not exist yet has none. */
export function membersOf(family: Family, root: string): string[] {
  const folder = join(root, family.folder);
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(folder, entry.name, family.entry)))
    .map((entry) => basename(entry.name))
    .sort();
}

/** Name of the one function `create…<suffix>` a member exports. Throws where there is none, or more than one. */
function factoryOf(family: Family, member: string, root: string): string {
  const path = join(root, family.folder, member, family.entry);
  const { module } = parseSync(path, readFileSync(path, "utf8"));
  const names = module.staticExports
    .flatMap(({ entries }) => entries.map(({ exportName }) => exportName.name ?? ""))
    .filter((name) => name.startsWith("create") && name.endsWith(family.suffix));
  const [factory] = names;
  if (factory === undefined || names.length > 1) {
    throw new Error(
      `${family.folder}/${member}/${family.entry} must export exactly one create…${family.suffix}; it exports ${names.length}.`,
    );
  }
  return factory;
}

/** Path, relative to the root, and text of a family's registry; null while the family has no members. */
export function registryOf(family: Family, root: string): { path: string; text: string } | null {
  const members = membersOf(family, root).map((name) => ({ name, factory: factoryOf(family, name, root) }));
  if (members.length === 0) return null;
  const lines = [
    `// Written by "npm run generate" from the folders beside it; do not edit.`,
    ...members.map(({ name, factory }) => `import { ${factory} } from "./${name}/${family.entry}";`),
    "",
    `/** Every ${family.name} that ships, by the name of its folder. */`,
    `export const ${family.name}Factories = {`,
    ...members.map(({ name, factory }) => `  ${/^[a-z]+$/.test(name) ? name : `"${name}"`}: ${factory},`),
    "} as const;",
    "",
  ];
  return { path: `${family.folder}/registry.generated.ts`, text: lines.join("\n") };
}
