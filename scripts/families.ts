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
  /** What else of each member is listed in a generated file, so that a new member is in it as well. */
  companions?: Companions;
}

/** A further file of each member, with one value each; a member without the file is left out. */
interface Companions {
  /** What the list is called ("destinationRigs"). */
  name: string;
  /** What it says of itself. */
  about: string;
  entry: string;
  suffix: string;
  /** Where it is written, relative to the family's folder. */
  file: string;
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
  {
    name: "destination",
    folder: "features/connect/destinations",
    entries: ["destination.ts"],
    suffix: "Destination",
    nextSteps: (member) => [
      `fill in features/connect/destinations/${member}/destination.ts: its settings, what it can hold, how a batch gets there once`,
      `make test-rig.ts open what stands for it in tests, and read what a reader would see`,
      `say in its README what becomes of each type, and within which bounds its guarantee holds`,
      `npx vitest run features/connect/destinations`,
    ],
    companions: {
      name: "destinationRigs",
      about:
        "What opens the rig of every destination, by the name of its folder: the contract tests go through them",
      entry: "test-rig.ts",
      suffix: "Rig",
      file: "testing/rigs.generated.ts",
    },
  },
  {
    name: "connect-source",
    registry: "connectSource",
    folder: "features/connect/sources",
    entries: ["source.ts"],
    suffix: "Source",
    nextSteps: (member) => [
      `fill in features/connect/sources/${member}/source.ts: its settings, its streams, how it pages, its rate limit`,
      `make the simulator answer as it really does, and add open${pascalCase(member)}Rig to features/connect/sources/testing/rigs.ts`,
      `put true answers into features/connect/sources/${member}/fixtures and write down where they are from`,
      `npx vitest run features/connect/sources`,
    ],
  },
];

/** "acme-news" → "AcmeNews". */
export const pascalCase = (name: string): string =>
  name.replace(/(?:^|-)([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());

/** "acme-news" → "acmeNews". */
export const camelCase = (name: string): string => {
  const pascal = pascalCase(name);
  return `${pascal.charAt(0).toLowerCase()}${pascal.slice(1)}`;
};

interface Member {
  name: string;
  /** File name of its entry. */
  entry: string;
}

/** The members of a family, sorted by name. A family whose room does not exist yet has none. */
function membersOf({ folder, entries }: Pick<Family, "folder" | "entries">, root: string): Member[] {
  const path = join(root, folder);
  if (!existsSync(path)) return [];
  return readdirSync(path, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) => {
      const entry = entries.find((file) => existsSync(join(path, name, file)));
      return entry === undefined ? [] : [{ name, entry }];
    })
    .sort((a, b) => a.name.localeCompare(b.name, "en"));
}

/** Name of the one value a member's file exports with this suffix. Throws where there is none, or more than one. */
function exportOf(folder: string, suffix: string, { name, entry }: Member, root: string): string {
  const path = join(root, folder, name, entry);
  const { module } = parseSync(path, readFileSync(path, "utf8"));
  const names = module.staticExports
    .flatMap(({ entries }) =>
      entries.filter(({ isType }) => !isType).map(({ exportName }) => exportName.name ?? ""),
    )
    .filter((exported) => exported.endsWith(suffix));
  const [found] = names;
  if (found === undefined || names.length > 1) {
    throw new Error(
      `${folder}/${name}/${entry} must export exactly one …${suffix}; it exports ${names.length}.`,
    );
  }
  return found;
}

interface GeneratedFile {
  /** Relative to the root. */
  path: string;
  text: string;
}

/** A family's registry; null while the family has no members. */
export function registryOf(family: Family, root: string): GeneratedFile | null {
  return listOf(
    {
      name: `${family.registry ?? family.name}Registry`,
      about: `Every ${family.name} that ships, by the name of its folder: itself, or the function that makes it`,
      entries: family.entries,
      suffix: family.suffix,
      file: "registry.generated.ts",
    },
    family.folder,
    root,
  );
}

/** The list of a family's companions; null where it has none. */
export function companionsOf({ folder, companions }: Family, root: string): GeneratedFile | null {
  return companions === undefined
    ? null
    : listOf({ ...companions, entries: [companions.entry] }, folder, root);
}

function listOf(
  list: { name: string; about: string; entries: string[]; suffix: string; file: string },
  folder: string,
  root: string,
): GeneratedFile | null {
  const members = membersOf({ folder, entries: list.entries }, root).map((member) => ({
    ...member,
    exported: exportOf(folder, list.suffix, member, root),
  }));
  if (members.length === 0) return null;
  const toFolder = list.file.includes("/") ? ".." : ".";
  const lines = [
    `// Written by "npm run generate" from the folders beside it; do not edit.`,
    ...members.map(
      ({ name, entry, exported }) => `import { ${exported} } from "${toFolder}/${name}/${entry}";`,
    ),
    "",
    `/** ${list.about}. */`,
    `export const ${list.name} = {`,
    ...members.map(({ name, exported }) => `  ${/^[a-z]+$/.test(name) ? name : `"${name}"`}: ${exported},`),
    "} as const;",
    "",
  ];
  return { path: `${folder}/${list.file}`, text: lines.join("\n") };
}
