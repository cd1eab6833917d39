import type { Definition, StreamDefinition } from "./definition.ts";
import { placeOf } from "./parse-definition.ts";
import { nearest } from "./strict-object.ts";
import { readTemplate, type Variable } from "./template.ts";

/** Names of what templates may use besides what the reading brings. */
export interface KnownNames {
  secrets: readonly string[];
  config: readonly string[];
}

const stateNames = ["cursor"];
const pageNames = ["cursor", "number", "offset"];

/** What no schema sees: variables nobody gives, cursors that go nowhere, a stream that is there twice. */
export function faultsOf(definition: Definition, names: KnownNames): string[] {
  const { streams, ...shared } = definition;
  return [
    ...variableFaults(shared, [], { ...names }),
    ...streams.flatMap((stream, at) => [
      ...variableFaults(stream, ["streams", at], { ...names, state: stateNames, page: pageNames }),
      ...cursorFaults(stream).map((fault) => `${placeOf(["streams", at])}.${fault}`),
      ...(streams.findIndex(({ name }) => name === stream.name) === at
        ? []
        : [`streams[${at}].name: there is another stream ${stream.name}`]),
    ]),
  ];
}

/** Every text of a part of the definition, with the place it stands at. */
function* textsOf(value: unknown, path: readonly PropertyKey[]): Generator<[string, readonly PropertyKey[]]> {
  if (typeof value === "string") yield [value, path];
  else if (Array.isArray(value))
    for (const [at, item] of (value as readonly unknown[]).entries()) yield* textsOf(item, [...path, at]);
  else if (typeof value === "object" && value !== null)
    for (const [name, inner] of Object.entries(value)) yield* textsOf(inner, [...path, name]);
}

function variableFaults(
  part: unknown,
  path: readonly PropertyKey[],
  known: Readonly<Record<string, readonly string[]>>,
): string[] {
  return [...textsOf(part, path)].flatMap(([text, place]) => {
    const { variables, isBroken } = readTemplate(text);
    const faults = variables.flatMap((variable) => variableFault(variable, known));
    if (isBroken)
      faults.push("{{ … }} holds the name of one variable, as {{ config.shop }}; nothing is computed");
    return faults.map((fault) => `${placeOf(place)}: ${fault}`);
  });
}

function variableFault(
  { scope, name }: Variable,
  known: Readonly<Record<string, readonly string[]>>,
): string[] {
  const names = known[scope];
  if (names === undefined)
    return [`there is no ${scope}.${name}: variables begin with ${Object.keys(known).join(", ")}`];
  if (names.includes(name)) return [];
  const meant = nearest(name, names);
  return [`there is no ${scope}.${name}${meant === null ? "" : `; did you mean ${scope}.${meant}?`}`];
}

/** A cursor that is read, and sent nowhere, would give the first page for ever. */
function cursorFaults(stream: StreamDefinition): string[] {
  const { paginator, incremental, path, query, headers, body } = stream;
  const used = [...textsOf([path, query, headers, body], [])].flatMap(
    ([text]) => readTemplate(text).variables,
  );
  const uses = (scope: string): boolean =>
    used.some((variable) => variable.scope === scope && variable.name === "cursor");
  return [
    ...(paginator.type === "cursor" && paginator.param === undefined && !uses("page")
      ? ["paginator: the cursor is sent nowhere; give param, or use {{ page.cursor }}"]
      : []),
    ...(incremental !== undefined && incremental.param === undefined && !uses("state")
      ? ["incremental: the cursor is sent nowhere; give param, or use {{ state.cursor }}"]
      : []),
  ];
}
