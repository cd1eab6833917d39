/** A step's name as its workflow wrote it, cut into what can be translated. */
export interface StepWords {
  /** Where its words are below `operate.step`: the workflow, and the name without its number. */
  key: readonly [workflow: string, name: string];
  /** Which one of several, counted from 1; null for a step there is once. */
  number: number | null;
}

const numbered = /^(?<base>.+?)-(?<number>\d+)$/u;

/** "fetch-page-2" → the third "fetch-page": workflows count from 0, people from 1. */
export function stepWords(workflow: string, name: string): StepWords {
  const { base = name, number } = numbered.exec(name)?.groups ?? {};
  return { key: [workflow, base], number: number === undefined ? null : Number(number) + 1 };
}

const child = /^start (?<workflow>.+)$/u;

/** The workflow that a step started, as the engine names such steps; null for other steps. */
export function startedWorkflow(name: string): string | null {
  return child.exec(name)?.groups?.["workflow"] ?? null;
}
