import { isEnvelope, type Envelope } from "@millrace/platform/secrets";
import type { Queryable } from "@millrace/platform/events";

/** Opens an envelope that was sealed under a name and seals it under the newest key. */
type Reseal = (name: string, envelope: Envelope) => Envelope;

/** Seals every secret of every connection again; resolves with their names. Call it in the transaction of a key's rotation. */
export async function resealConnections(client: Queryable, reseal: Reseal): Promise<string[]> {
  const { rows: tables } = await client.query(
    "select to_regclass('connect.connection') is not null as found",
  );
  if (!(tables as { found: boolean }[])[0]?.found) return [];
  const { rows } = await client.query("select id, name, config from connect.connection for update");
  const names: string[] = [];
  for (const { id, name, config } of rows as {
    id: string;
    name: string;
    config: Record<string, unknown>;
  }[]) {
    const found: string[] = [];
    const again = (path: string, envelope: Envelope): Envelope => {
      found.push(path);
      return reseal(`connect.${path}`, envelope);
    };
    const changed = {
      ...config,
      source: resealed(config["source"], "", again),
      destination: resealed(config["destination"], "", again),
    };
    if (found.length === 0) continue;
    await client.query("update connect.connection set config = $2::jsonb where id = $1", [
      id,
      JSON.stringify(changed),
    ]);
    names.push(...found.map((path) => `${name}: ${path}`));
  }
  return names;
}

/** Envelopes are known by their form; the path in the settings is what each was sealed under (`secret-settings.ts`). */
function resealed(value: unknown, path: string, again: Reseal): unknown {
  if (typeof value === "string") return isEnvelope(value) ? again(path, value) : value;
  if (Array.isArray(value)) return value.map((each, at) => resealed(each, `${path}.${at}`, again));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [
      name,
      resealed(each, path === "" ? name : `${path}.${name}`, again),
    ]),
  );
}
