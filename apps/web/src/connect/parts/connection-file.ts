import type { SettingDescription } from "@millrace/connect/contract";
import type { ConnectionInput, ConnectorChoice } from "../api.ts";
import type { Ends } from "../queries.ts";
import { toYaml } from "./to-yaml.ts";

/** What the server takes when a file leaves it out. */
const usual: Readonly<Record<string, unknown>> = {
  schema_policy: "evolve",
  bad_records_percent: 1,
  provenance: true,
  parallel_uploads: 4,
  reserved_rate_percent: 0,
  private_hosts: false,
  schedule: null,
};

/** The file that makes the same connection from the command line. Secrets become variables of the environment: a file is no place for them. */
export function fileOfConnection(input: ConnectionInput, ends: Ends): string {
  const { name, source, streams, destination } = input;
  const options: Readonly<Record<string, unknown>> = { ...input };
  const changed = Object.entries(usual)
    .filter(([option, value]) => options[option] !== undefined && options[option] !== value)
    .map(([option]) => [option, options[option]] as const);
  return `${toYaml({
    name,
    source: withReferences(source, ends.source?.settings ?? []),
    ...(streams.length === 0 ? {} : { streams }),
    destination: withReferences(destination, ends.destination?.settings ?? []),
    ...Object.fromEntries(changed),
  })}\n`;
}

function withReferences(choice: ConnectorChoice, settings: readonly SettingDescription[]): ConnectorChoice {
  const given = settings.filter((setting) => setting.is_secret && choice[setting.name] !== undefined);
  const references = given.map(({ name }) => {
    const secret = choice[name];
    const named = namedSecrets(secret);
    const value =
      named === null
        ? referenceTo(secret, choice.type, name)
        : Object.fromEntries(named.map(([each, text]) => [each, referenceTo(text, choice.type, each)]));
    return [name, value] as const;
  });
  return { ...choice, ...Object.fromEntries(references) };
}

/** A secret as a variable of the environment; what is a reference already stays. */
const referenceTo = (secret: unknown, type: string, name: string): unknown =>
  typeof secret === "string" && /^(?:env|file):/u.test(secret)
    ? secret
    : `env:${`${type}_${name}`.toUpperCase().replaceAll(/[^A-Z0-9]+/gu, "_")}`;

const namedLine = /^\s*(?<name>\w+)\s*:\s+(?<value>.+?)\s*$/u;

/** Several secrets, "token: abc" in lines or the same as a mapping; null for a single one. */
function namedSecrets(secret: unknown): [string, unknown][] | null {
  if (typeof secret === "object" && secret !== null) return Object.entries(secret);
  const lines = typeof secret === "string" ? secret.split("\n").filter((line) => line.trim() !== "") : [];
  const found = lines.map((line) => namedLine.exec(line)?.groups);
  const pairs = found.flatMap((groups) =>
    groups?.["name"] === undefined ? [] : [[groups["name"], groups["value"]] satisfies [string, unknown]],
  );
  return pairs.length > 0 && pairs.length === lines.length ? pairs : null;
}
