import { UserFacingError } from "@millrace/platform/errors";
import type { CompiledRules } from "../rules/compile-rules.ts";
import { loadRules } from "../rules/load-rules.ts";

/** Compiled rule sets by name; a set that is gone is answered with its sentence, once looked up. */
export class RuleShelf {
  readonly #sets = new Map<string, CompiledRules | { missing: string }>();

  get(name: string): CompiledRules | { missing: string } {
    const known = this.#sets.get(name) ?? load(name);
    this.#sets.set(name, known);
    return known;
  }
}

function load(name: string): CompiledRules | { missing: string } {
  try {
    return loadRules(name);
  } catch (error) {
    if (error instanceof UserFacingError)
      return { missing: `${error.message} Its posts keep their classification.` };
    throw error;
  }
}
