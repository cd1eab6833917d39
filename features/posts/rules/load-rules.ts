import { readdirSync, readFileSync, statSync } from "node:fs";
import { basename, extname } from "node:path";
import { fileURLToPath } from "node:url";
import { UserFacingError } from "@millrace/platform/errors";
import { LineCounter, isMap, isNode, parseDocument, type Document } from "yaml";
import type { ZodError } from "zod";
import { compileRules, RuleError, type CompiledRules } from "./compile-rules.ts";
import { ruleFile } from "./rule-schema.ts";

/** Where the shipped rule sets are kept: next to this file. */
const SHIPPED_FOLDER = fileURLToPath(new URL(".", import.meta.url));
const EXTENSIONS = [".yaml", ".yml"];
const compiledSets = new Map<string, CompiledRules>();

/** Names of the shipped rule sets. */
export function listRuleSets(): string[] {
  return readdirSync(SHIPPED_FOLDER)
    .filter((file) => EXTENSIONS.includes(extname(file)))
    .map((file) => basename(file, extname(file)))
    .sort();
}

/**
 * The compiled rule set of that name, or of a YAML file when `nameOrPath` ends in .yaml or .yml. Shipped sets are compiled once.
 * Throws `UserFacingError` (exit code 2) in one sentence that names the rule set, the place and the line.
 */
export function loadRules(nameOrPath: string): CompiledRules {
  if (EXTENSIONS.includes(extname(nameOrPath).toLowerCase()))
    return compileRuleText(readRuleFile(nameOrPath), nameOrPath);
  const known = compiledSets.get(nameOrPath);
  if (known !== undefined) return known;
  if (!listRuleSets().includes(nameOrPath)) {
    throw new UserFacingError(
      "unknown_rule_set",
      `There is no rule set named "${nameOrPath}"; the available ones are ${listRuleSets().join(", ")}, or give the path of a .yaml file.`,
      { exitCode: 2 },
    );
  }
  const rules = compileRuleText(readRuleFile(`${SHIPPED_FOLDER}/${nameOrPath}.yaml`), nameOrPath);
  compiledSets.set(nameOrPath, rules);
  return rules;
}

/** Compiles the YAML text of a rule set; `shownName` is what people call it. Same errors as {@link loadRules}. */
export function compileRuleText(text: string, shownName: string): CompiledRules {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const [syntax] = document.errors;
  if (syntax !== undefined) {
    throw invalid(
      shownName,
      [],
      lines.linePos(syntax.pos[0]).line,
      `this is not valid YAML: ${firstSentence(syntax.message)}`,
      syntax,
    );
  }
  const parsed = ruleFile.safeParse(document.toJS());
  if (!parsed.success) throw misshapen(parsed.error, shownName, document, lines);
  try {
    return compileRules(parsed.data);
  } catch (error) {
    if (error instanceof RuleError)
      throw invalid(shownName, error.path, lineOf(document, lines, error.path), error.message, error);
    throw error;
  }
}

function misshapen(
  error: ZodError,
  shownName: string,
  document: Document,
  lines: LineCounter,
): UserFacingError {
  const [issue] = error.issues;
  const unknownKeys = issue?.code === "unrecognized_keys" ? issue.keys.slice(0, 1) : [];
  const path = [...(issue?.path ?? []), ...unknownKeys].map((key) =>
    typeof key === "symbol" ? String(key) : key,
  );
  const what =
    unknownKeys.length > 0
      ? "this name has no meaning here"
      : firstSentence(issue?.message ?? "it is not a rule set");
  return invalid(shownName, path, lineOf(document, lines, path), what, error);
}

function readRuleFile(path: string): string {
  try {
    if (!statSync(path).isFile()) throw new Error("not a file");
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new UserFacingError(
      "unreadable_rule_set",
      `The rule file "${path}" cannot be read; check the path, or use one of ${listRuleSets().join(", ")}.`,
      { exitCode: 2, cause: error },
    );
  }
}

function invalid(
  name: string,
  path: readonly (string | number)[],
  line: number,
  what: string,
  cause: unknown,
): UserFacingError {
  const place = path.length === 0 ? "" : `, ${describe(path)}`;
  return new UserFacingError(
    "invalid_rule_set",
    `Rule set "${name}"${place}, line ${line}: ${what.replace(/[.\s]+$/u, "")}.`,
    { exitCode: 2, cause },
  );
}

const describe = (path: readonly (string | number)[]): string =>
  path[0] === "categories" && path.length > 1
    ? [`category "${path[1]}"`, ...path.slice(2)].join(" › ")
    : path.join(" › ");

const firstSentence = (message: string): string => (message.split("\n")[0] ?? "").trim();

/** Line of the deepest part of the path that exists in the file; 1 when none does. */
function lineOf(document: Document, lines: LineCounter, path: readonly (string | number)[]): number {
  for (let depth = path.length; depth > 0; depth -= 1) {
    const parent = depth === 1 ? document.contents : document.getIn(path.slice(0, depth - 1), true);
    const node = keyOf(parent, path[depth - 1]) ?? document.getIn(path.slice(0, depth), true);
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
  }
  return 1;
}

const keyOf = (parent: unknown, name: string | number | undefined): unknown =>
  isMap(parent) ? parent.items.find((pair) => String(pair.key) === String(name))?.key : undefined;
