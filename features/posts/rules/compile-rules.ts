import type { Category } from "../contract.ts";
import { Matcher, type PatternLists } from "./matcher.ts";
import { parsePattern, PatternError, type Element } from "./pattern.ts";
import { termGroup, type RuleFile, type TermGroup } from "./rule-schema.ts";

/** A term of a category, ready to be looked for. */
export interface CompiledTerm extends Omit<TermGroup, "any"> {
  term: string;
  category: Category;
  /** Name of the category or of the relevant signal the term counts for. */
  block: string;
}

export type PatternRole =
  | { kind: "term"; term: CompiledTerm }
  | { kind: "exception"; block: string }
  | { kind: "ignore" }
  | { kind: "list"; list: string };

export interface CompiledBlock {
  name: string;
  category: Category;
  threshold: number;
  /** What the post becomes when this signal is missing; null for a rejection. */
  missing: Category | null;
}

/** A rule set compiled once; `classify` only reads it. */
export interface CompiledRules {
  name: string;
  title: string;
  /** One sentence for the person who chooses it. */
  description: string;
  languages: readonly string[] | null;
  languageProof: readonly string[];
  maxAgeDays: number | null;
  place: { home: Matcher; foreign: Matcher } | null;
  order: readonly Category[];
  signals: readonly CompiledBlock[];
  rejections: ReadonlyMap<Category, CompiledBlock>;
  matcher: Matcher;
  roles: readonly PatternRole[];
  /** Matchers over the author's name and headline, per category. */
  authors: readonly { category: Category; terms: readonly string[]; matcher: Matcher }[];
}

/** What is wrong in a rule file and where: a path of keys and indexes. */
export class RuleError extends Error {
  readonly path: readonly (string | number)[];
  constructor(message: string, path: readonly (string | number)[]) {
    super(message);
    this.path = path;
  }
}

/** Compiles a validated rule file. Throws `RuleError` for a pattern that cannot be read or a list that does not exist. */
export function compileRules(file: RuleFile): CompiledRules {
  const lists = compileLists(file);
  const compiler = new Compiler(lists);
  compiler.addAll(file.ignore, ["ignore"], () => ({ kind: "ignore" }));
  for (const name of Object.keys(file.lists))
    compiler.add(`@${name}`, ["lists", name], { kind: "list", list: name });
  file.language_proof.forEach((name, index) => compiler.checkList(name, ["language_proof", index]));

  const signals = Object.entries(file.relevant.signals).map(([name, block]) => {
    addBlock(compiler, block, name, "relevant", ["relevant", "signals", name]);
    return { name, category: "relevant" as const, threshold: block.threshold, missing: block.missing };
  });
  const rejections = new Map<Category, CompiledBlock>();
  const authors: CompiledRules["authors"][number][] = [];
  for (const [name, block] of Object.entries(file.categories)) {
    const category = name as Exclude<Category, "relevant">;
    addBlock(compiler, block, category, category, ["categories", category]);
    rejections.set(category, { name: category, category, threshold: block.threshold, missing: null });
    if (block.author.length > 0) {
      const patterns = block.author.map((pattern, index) =>
        compiler.parse(pattern, ["categories", category, "author", index]),
      );
      authors.push({ category, terms: block.author, matcher: new Matcher(patterns, lists) });
    }
  }
  return {
    name: file.name,
    title: file.title,
    description: file.description,
    languages: file.languages ?? null,
    languageProof: file.language_proof,
    maxAgeDays: file.max_age_days ?? null,
    place: compilePlace(file, compiler, lists),
    order: file.order,
    signals,
    rejections,
    matcher: new Matcher(compiler.patterns, lists),
    roles: compiler.roles,
    authors,
  };
}

class Compiler {
  readonly patterns: Element[][] = [];
  readonly roles: PatternRole[] = [];
  readonly #lists: PatternLists;

  constructor(lists: PatternLists) {
    this.#lists = lists;
  }

  parse(pattern: string, path: readonly (string | number)[]): Element[] {
    const elements = parseAt(pattern, path);
    for (const element of elements) if (element.kind === "list") this.checkList(element.list, path);
    return elements;
  }

  add(pattern: string, path: readonly (string | number)[], role: PatternRole): void {
    this.patterns.push(this.parse(pattern, path));
    this.roles.push(role);
  }

  addAll(
    patterns: readonly string[],
    path: readonly (string | number)[],
    role: (pattern: string) => PatternRole,
  ): void {
    patterns.forEach((pattern, index) => this.add(pattern, [...path, index], role(pattern)));
  }

  checkList(name: string, path: readonly (string | number)[]): void {
    if (!this.#lists.has(name)) throw new RuleError(`there is no list named "${name}"`, path);
  }
}

function addBlock(
  compiler: Compiler,
  block: RuleFile["relevant"]["signals"][string] | NonNullable<RuleFile["categories"]["agency"]>,
  name: string,
  category: Category,
  path: readonly (string | number)[],
): void {
  compiler.addAll(block.exceptions, [...path, "exceptions"], () => ({ kind: "exception", block: name }));
  block.terms.forEach((entry, index) => {
    const group = typeof entry === "string" ? termGroup.parse({ any: [entry] }) : entry;
    const { any, ...conditions } = group;
    const at = [...path, "terms", index];
    for (const condition of ["needs", "near", "unless", "unless_near"] as const) {
      group[condition].forEach((list, position) => compiler.checkList(list, [...at, condition, position]));
    }
    const termPath = typeof entry === "string" ? null : [...at, "any"];
    any.forEach((term, position) => {
      compiler.add(term, termPath === null ? at : [...termPath, position], {
        kind: "term",
        term: { ...conditions, term, category, block: name },
      });
    });
  });
}

/** A list may use the lists written before it, so that no list can contain itself. */
function compileLists(file: RuleFile): PatternLists {
  const lists = new Map<string, Element[][]>();
  for (const [name, patterns] of Object.entries(file.lists)) {
    const compiled = patterns.map((pattern, index) => {
      const elements = parseAt(pattern, ["lists", name, index]);
      for (const element of elements) {
        if (element.kind === "list" && !lists.has(element.list)) {
          throw new RuleError(`the list "${element.list}" must be written before "${name}", which uses it`, [
            "lists",
            name,
            index,
          ]);
        }
      }
      return elements;
    });
    lists.set(name, compiled);
  }
  return lists;
}

function compilePlace(file: RuleFile, compiler: Compiler, lists: PatternLists): CompiledRules["place"] {
  if (file.place === undefined) return null;
  const matcherOf = (list: string, key: string): Matcher =>
    new Matcher([compiler.parse(`@${list}`, ["place", key])], lists);
  return { home: matcherOf(file.place.home, "home"), foreign: matcherOf(file.place.foreign, "foreign") };
}

function parseAt(pattern: string, path: readonly (string | number)[]): Element[] {
  try {
    return parsePattern(pattern);
  } catch (error) {
    if (error instanceof PatternError) throw new RuleError(error.message, path);
    throw error;
  }
}
