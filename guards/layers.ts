import { globSync, readFileSync } from "node:fs";
import { dirname, join, posix, relative, sep } from "node:path";
import { parseSync, Visitor } from "oxc-parser";

/**
 * The direction of imports: apps → features → integrations → engine → platform, never up. The linter knows
 * files, not packages, so this guard reads every import and compares the packages at its two ends.
 *
 * `node guards/layers.ts` checks the folder it is run in and ends with exit code 1 when it finds a violation.
 */

/** One package of the repository; the folder is relative to the root, with forward slashes. */
export interface Workspace {
  name: string;
  folder: string;
}

export interface SourceFile {
  /** Relative to the root, with forward slashes. */
  path: string;
  text: string;
}

export interface LayerViolation {
  path: string;
  specifier: string;
  reason: string;
}

interface Import {
  specifier: string;
  /** False where types alone are imported, which leaves nothing at run time. */
  isValue: boolean;
}

interface Edge extends Import {
  path: string;
  from: Workspace;
  /** The package of ours at the other end; null for a package of somebody else. */
  to: Workspace | null;
}

/** From the bottom up; a package may import its own layer and those before it. */
const LAYERS = ["platform", "engine", "integrations", "features", "apps"] as const;

/** Packages that exactly one place may know, so that it can be replaced there. */
const PRIVATE_PACKAGES: { package: RegExp; owner: string }[] = [
  { package: /^@dbos-inc\//, owner: "engine" },
  { package: /^undici(\/|$)/, owner: "platform/http" },
];

/** A bench sets our own parts beside the bare packages below them; nothing is built on these files. */
const CONTENDERS = "bench/contenders/";

const layerOf = (workspace: Workspace): number =>
  LAYERS.findIndex((layer) => workspace.folder === layer || workspace.folder.startsWith(`${layer}/`));

const isRelative = (specifier: string): boolean => specifier.startsWith(".");

const isContract = (edge: Edge): boolean => edge.specifier === `${edge.to?.name}/contract`;

/** Each rule answers with a reason where the edge breaks it, else null. */
const RULES: ((edge: Edge) => string | null)[] = [
  function staysInItsPackage({ specifier, from, to }) {
    if (!isRelative(specifier) || to === from) return null;
    return `leaves its package by a relative path; import ${to?.name ?? "it"} by its package name`;
  },
  function neverGoesUp({ from, to }) {
    if (to === null || layerOf(from) < 0) return null;
    const isBelow = layerOf(to) >= 0 && layerOf(to) <= layerOf(from);
    return isBelow
      ? null
      : `${from.folder} may not import ${to.folder}: apps → features → integrations → engine → platform`;
  },
  function knowsOtherFeaturesByContract(edge) {
    const { from, to } = edge;
    if (to === null || to === from) return null;
    if (!from.folder.startsWith("features/") || !to.folder.startsWith("features/")) return null;
    return isContract(edge) ? null : `a feature knows another one only by ${to.name}/contract`;
  },
  function webKnowsContracts(edge) {
    const { from, to } = edge;
    if (from.folder !== "apps/web" || to === null || to === from) return null;
    if (!isContract(edge)) return "the web app imports contracts only";
    return edge.isValue
      ? "the web app imports types from contracts: a value brings zod along, and its eval is refused by the content policy"
      : null;
  },
  function contractsAreLight({ path, specifier, isValue, to }) {
    if (!/^features\/[^/]+\/contract\.ts$/.test(path)) return null;
    if (!isValue || isRelative(specifier) || specifier === "zod" || specifier === `${to?.name}/contract`)
      return null;
    return "a contract is loaded by the browser: values from zod and other contracts only, types from anywhere";
  },
  function keepsPrivatePackages({ path, specifier }) {
    const owned = PRIVATE_PACKAGES.find((entry) => entry.package.test(specifier));
    if (owned === undefined || path.startsWith(`${owned.owner}/`) || path.startsWith(CONTENDERS)) return null;
    return `only ${owned.owner} imports ${specifier}`;
  },
];

/** Every import, re-export, dynamic import and type import of a file. Throws on a file that cannot be parsed. */
export function importsOf({ path, text }: SourceFile): Import[] {
  const { program, module, errors } = parseSync(path, text);
  const [error] = errors;
  if (error !== undefined) throw new SyntaxError(`${path}: ${error.message}`);
  const imports: Import[] = [];
  for (const statement of module.staticImports) {
    const isValue = statement.entries.length === 0 || statement.entries.some((entry) => !entry.isType);
    imports.push({ specifier: statement.moduleRequest.value, isValue });
  }
  for (const { entries } of module.staticExports) {
    for (const { moduleRequest, isType } of entries) {
      if (moduleRequest !== null) imports.push({ specifier: moduleRequest.value, isValue: !isType });
    }
  }
  new Visitor({
    ImportExpression({ source }) {
      if (source.type === "Literal") imports.push({ specifier: String(source.value), isValue: true });
    },
    TSImportType({ source }) {
      imports.push({ specifier: source.value, isValue: false });
    },
  }).visit(program);
  return imports;
}

const workspaceAt = (path: string, workspaces: Workspace[]): Workspace | null =>
  workspaces.find(({ folder }) => path.startsWith(`${folder}/`)) ?? null;

function targetOf(path: string, specifier: string, workspaces: Workspace[]): Workspace | null {
  if (isRelative(specifier)) return workspaceAt(posix.join(posix.dirname(path), specifier), workspaces);
  return workspaces.find(({ name }) => specifier === name || specifier.startsWith(`${name}/`)) ?? null;
}

/** The imports of these files that break a rule above. Files outside every package (scripts, guards) are free. */
export function findLayerViolations(files: SourceFile[], workspaces: Workspace[]): LayerViolation[] {
  const violations: LayerViolation[] = [];
  for (const file of files) {
    const from = workspaceAt(file.path, workspaces);
    if (from === null) continue;
    for (const found of importsOf(file)) {
      const edge: Edge = {
        ...found,
        path: file.path,
        from,
        to: targetOf(file.path, found.specifier, workspaces),
      };
      for (const rule of RULES) {
        const reason = rule(edge);
        if (reason !== null) violations.push({ path: file.path, specifier: found.specifier, reason });
      }
    }
  }
  return violations;
}

const slashes = (path: string): string => path.split(sep).join("/");

const readName = (manifest: string): string =>
  (JSON.parse(readFileSync(manifest, "utf8")) as { name: string }).name;

/** The packages below `root`, as the "workspaces" of its package.json list them. */
export function readWorkspaces(root: string): Workspace[] {
  const { workspaces } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
    workspaces: string[];
  };
  return workspaces
    .flatMap((pattern) => globSync(`${pattern}/package.json`, { cwd: root }))
    .map((manifest) => ({ name: readName(join(root, manifest)), folder: slashes(dirname(manifest)) }));
}

function readSources(root: string, workspaces: Workspace[]): SourceFile[] {
  const isSkipped = (path: string): boolean => /(^|\/)(node_modules|dist)(\/|$)/.test(slashes(path));
  return workspaces
    .flatMap(({ folder }) => globSync(`${folder}/**/*.{ts,tsx}`, { cwd: root, exclude: isSkipped }))
    .map((path) => ({
      path: slashes(relative(root, join(root, path))),
      text: readFileSync(join(root, path), "utf8"),
    }));
}

if (import.meta.main) {
  const root = process.cwd();
  const workspaces = readWorkspaces(root);
  const violations = findLayerViolations(readSources(root, workspaces), workspaces);
  for (const { path, specifier, reason } of violations)
    console.error(`${path} imports ${specifier}: ${reason}`);
  process.exitCode = violations.length > 0 ? 1 : 0;
}
