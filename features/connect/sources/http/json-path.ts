import { isRecord, type Value } from "../../values/value.ts";

/** A step into a value: a name, one item by its number (negative: from the end), or every item. */
type Step = { name: string } | { index: number } | "each";

/** A path that is understood, or what is wrong with it. */
export type ParsedPath = { steps: readonly Step[] } | { fault: string };

const STEP = /(?<name>[^.[\]]+)|\[(?<index>-?\d+)\]|(?<each>\[\])|\["(?<quoted>[^"]+)"\]/uy;

/**
 * The small part of JSONPath that finds records: names with dots between ("data.customers"), `[]` for each item
 * ("edges[].node"), `[0]` and `[-1]` for one, `["a.b"]` for a name that holds a dot. "$" or nothing is the whole answer.
 */
export function parsePath(path: string): ParsedPath {
  const rest = path.replace(/^\$\.?/u, "");
  const steps: Step[] = [];
  for (let at = 0; at < rest.length;) {
    if (rest[at] === "." && at > 0) at += 1;
    STEP.lastIndex = at;
    const groups = STEP.exec(rest)?.groups;
    if (groups === undefined)
      return { fault: `"${path}" is no path: it goes like data.items, data[0], edges[].node or ["a.b"]` };
    steps.push(stepOf(groups));
    at = STEP.lastIndex;
  }
  return { steps };
}

function stepOf({ name, index, quoted }: Record<string, string | undefined>): Step {
  if (index !== undefined) return { index: Number(index) };
  const named = name ?? quoted;
  return named === undefined ? "each" : { name: named };
}

/** Every value at a path, in order; none where the way ends early. A path that can't be parsed finds nothing. */
export function valuesAt(value: Value, path: string): Value[] {
  const parsed = parsePath(path);
  if ("fault" in parsed) return [];
  return parsed.steps.reduce<Value[]>((found, step) => found.flatMap((each) => into(each, step)), [value]);
}

/** The one value at a path; undefined where there is none. */
export function valueAt(value: Value, path: string): Value | undefined {
  return valuesAt(value, path)[0];
}

function into(value: Value, step: Step): readonly Value[] {
  if (typeof step !== "string" && "name" in step) {
    const inner = isRecord(value) && Object.hasOwn(value, step.name) ? value[step.name] : undefined;
    return inner === undefined ? [] : [inner];
  }
  if (!Array.isArray(value)) return [];
  const items = value as readonly Value[];
  if (step === "each") return items;
  const item = items.at(step.index);
  return item === undefined ? [] : [item];
}
