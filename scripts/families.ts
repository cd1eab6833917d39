import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseSync } from "oxc-parser";

/**
 * A family is a folder whose subfolders all do the same job in another way (sources, destinations, providers).
 * Its registry is generated from those folders, so that a new member is one new folder.
 */
export interface Family {
  /** Word for `npm run new <family> <name>`. */
  name: string;
  /** What its registry is called, where that is not its name: `siteProvider` for `siteProviderRegistry`. */
  registry?: string;
  /** Relative to the root. */
  folder: string;
  /** Files in a member's folder that may be its entry; the first that exists is. */
  entries: string[];
  /** What the one value ends with that an entry exports for this family: `acmeSource`, or `createAcmeSource`. */
  suffix: string;
  /** What a person still has to do after `npm run new`. */
  nextSteps: (member: string) => string[];
}

export const families: Family[] = [
  {
    name: "source",
    folder: "features/posts/sources",
    entries: ["source.ts", "index.ts"],
    suffix: "Source",
    nextSteps: (member) => [
      `add "${member}" to sourceId in features/posts/contract.ts`,
      `fill in features/posts/sources/${member}/source.ts: what the site lists, how it pages`,
      `put true pages into features/posts/sources/${member}/fixtures and write down where they are from`,
      `npx vitest run features/posts/sources/${member}`,
    ],
  },
  {
    name: "provider",
    registry: "siteProvider",
    folder: "features/sites/providers",
    entries: ["provider.ts"],
    suffix: "Provider",
    nextSteps: (member) => [
      `fill in features/sites/providers/${member}/metrics.ts: which metrics it has, and where in its answers`,
      `fill in features/sites/providers/${member}/provider.ts: its calls, its limits, how it says no`,
      `make the simulator answer as it really does, and put true answers into its fixtures with where they are from`,
      `add it to createSiteProviders in features/sites/providers/site-providers.ts and to members in contract.test.ts there`,
      `npx vitest run features/sites/providers`,
    ],
  },
];

/** "acme-news" → "AcmeNews". */
export const pascalCase = (name: string): string =>
  name.replace(/(?:^|-)([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());

interface Member {
  name: string;
  /** File name of its entry. */
  entry: string;
}

/** The members of a family, sorted by name. A family whose room does not exist yet has none. */
function membersOf(family: Family, root: string): Member[] {
  const folder = join(root, family.folder);
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) => {
      const entry = family.entries.find((file) => existsSync(join(folder, name, file)));
      return entry === undefined ? [] : [{ name, entry }];
    })
    .sort((a, b) => a.name.localeCompare(b.name, "en"));
}

/** Name of the one value a member exports for its family. Throws where there is none, or more than one. */
function exportOf(family: Family, { name, entry }: Member, root: string): string {
  const path = join(root, family.folder, name, entry);
  const { module } = parseSync(path, readFileSync(path, "utf8"));
  const names = module.staticExports
    .flatMap(({ entries }) =>
      entries.filter(({ isType }) => !isType).map(({ exportName }) => exportName.name ?? ""),
    )
    .filter((exported) => exported.endsWith(family.suffix));
  const [found] = names;
  if (found === undefined || names.length > 1) {
    throw new Error(
      `${family.folder}/${name}/${entry} must export exactly one …${family.suffix}; it exports ${names.length}.`,
    );
  }
  return found;
}

/** Path, relative to the root, and text of a family's registry; null while the family has no members. */
export function registryOf(family: Family, root: string): { path: string; text: string } | null {
  const members = membersOf(family, root).map((member) => ({
    ...member,
    exported: exportOf(family, member, root),
  }));
  if (members.length === 0) return null;
  const lines = [
    `// Written by "npm run generate" from the folders beside it; do not edit.`,
    ...members.map(({ name, entry, exported }) => `import { ${exported} } from "./${name}/${entry}";`),
    "",
    `/** Every ${family.name} that ships, by the name of its folder: itself, or the function that makes it. */`,
    `export const ${family.registry ?? family.name}Registry = {`,
    ...members.map(({ name, exported }) => `  ${/^[a-z]+$/.test(name) ? name : `"${name}"`}: ${exported},`),
    "} as const;",
    "",
  ];
  return { path: `${family.folder}/registry.generated.ts`, text: lines.join("\n") };
}
