import { NeedsAttention } from "@millrace/platform/errors";
import { contentHash } from "@millrace/platform/ids";
import type { SchemaPolicy } from "../contract.ts";
import type { ConnectorChoice } from "../connectors/bind.ts";
import { secretNames, type SettingsSchema } from "../connectors/settings.ts";
import type { StoredConnection } from "../queries/connections.ts";

/** What the batches of a sync are made by, the same in every try: kept when it opens. */
export interface FrozenSettings {
  schemaPolicy: SchemaPolicy;
  provenance: boolean;
  /** What its destination is told the connection is called. */
  connectionName: string;
  source: FrozenConnector;
  destination: FrozenConnector;
}

interface FrozenConnector {
  type: string;
  /** SHA-256 of its settings, secrets aside (those may be mended while a sync waits) but for where they lead. */
  fingerprint: string;
}

interface FreezingParts {
  connection: Pick<StoredConnection, "name" | "config" | "isDemo">;
  /** Whose source is read: the connection itself, or that of the sync that is replayed. */
  origin: Pick<StoredConnection, "name" | "config">;
  source: { source: { settings: SettingsSchema } };
  destination: FrozenDestinationParts;
}

interface FrozenDestinationParts {
  destination: { settings: SettingsSchema };
  secretPlace: string | null;
}

/** The settings as they are now. */
export function freezeSettings({ connection, origin, source, destination }: FreezingParts): FrozenSettings {
  const { config } = connection;
  return {
    schemaPolicy: config.schema_policy,
    provenance: config.provenance,
    connectionName: connection.name,
    source: frozenConnector(source.source.settings, origin.config.source, null),
    destination: frozenDestination(destination, config.destination),
  };
}

/**
 * Throws `NeedsAttention` when a connector or its settings are others than when the sync opened: what it asks for next, and the
 * batches it makes again, would not be the same.
 */
export function assertAsFrozen(frozen: FrozenSettings, syncId: string, parts: FreezingParts): void {
  // A demo's simulators listen at other addresses after each start, and are the same all the same.
  if (parts.connection.isDemo) return;
  const now = freezeSettings(parts);
  for (const [side, name] of [
    ["source", parts.origin.name],
    ["destination", parts.connection.name],
  ] as const) {
    if (isSame(frozen[side], now[side])) continue;
    throw new NeedsAttention(
      `The settings of the ${side} of ${name} changed while the sync ${syncId} was under way: put them back and resume, or cancel it and start another.`,
    );
  }
}

/** Whether what a sync left lies where this destination writes. */
export function isAsFrozen(
  frozen: FrozenConnector,
  parts: FrozenDestinationParts,
  choice: ConnectorChoice,
): boolean {
  return isSame(frozen, frozenDestination(parts, choice));
}

function frozenDestination(
  { destination, secretPlace }: FrozenDestinationParts,
  choice: ConnectorChoice,
): FrozenConnector {
  return frozenConnector(destination.settings, choice, secretPlace);
}

const isSame = (one: FrozenConnector, other: FrozenConnector): boolean =>
  one.type === other.type && one.fingerprint === other.fingerprint;

function frozenConnector(
  schema: SettingsSchema,
  { type, ...kept }: ConnectorChoice,
  secretPlace: string | null,
): FrozenConnector {
  const secrets = new Set(secretNames(schema));
  const settings = Object.entries(schema.shape)
    .filter(([name]) => !secrets.has(name))
    .flatMap(([name, field]) => {
      const value = textOf(field.safeParse(kept[name]).data ?? kept[name]);
      // What is as if it were left out is left out: also a setting that a later release adds.
      return value === textOf(field.safeParse(undefined).data) ? [] : [[name, value]];
    })
    .toSorted(([a = ""], [b = ""]) => (a < b ? -1 : 1));
  // No setting has an empty name.
  if (secretPlace !== null) settings.push(["", secretPlace]);
  return { type, fingerprint: contentHash(JSON.stringify(settings)) };
}

const textOf = (value: unknown): string => JSON.stringify(value) ?? "";
