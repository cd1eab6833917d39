import { inTransaction } from "@millrace/platform/db";
import type { Pool, PoolClient } from "pg";
import { recordAudit, type AuditActor } from "../audit/index.ts";
import { NeedsAttention } from "../errors/index.ts";
import { isEnvelope, newKey, readKeyFile, seal, unseal, writeKeys } from "../secrets/index.ts";
import { keepSecret, lockSecrets, readKept, takeVersion } from "./queries.ts";

export interface Rotation {
  keyId: string;
  retiredKeyIds: string[];
  /** Names of the settings that were encrypted again. */
  settings: string[];
}

/** What a room keeps encrypted besides the settings: seals it again in the rotation's transaction, and says what it was. */
export type ResealRoom = (
  client: PoolClient,
  reseal: (name: string, envelope: string) => string,
) => Promise<string[]>;

/**
 * Encrypts every secret again under a new key, in one transaction. The key file first gets the new key in front of the
 * old ones and loses those after the commit: killed at any point, every value opens, and rotating again ends it. The file
 * is only touched in turn: a rotation that wrote over another's key would lose what that one had encrypted.
 * Throws `NeedsAttention` for a value that can't be opened, and changes nothing.
 */
export async function rotateSecrets(
  pool: Pool,
  keyFile: string,
  actor: AuditActor,
  rooms: readonly ResealRoom[] = [],
): Promise<Rotation> {
  const key = newKey();
  const rotation = await inTransaction(pool, async (client) => {
    await takeVersion(client);
    await lockSecrets(client, "to rotate");
    const old = await readKeyFile(keyFile);
    // Without a file nothing is encrypted, or nothing opens: a new key would only look like the one to be put back.
    if (old.length > 0) await writeKeys(keyFile, [key, ...old], "replace");
    const { byName } = await readKept(client);
    const names: string[] = [];
    const reseal = (name: string, envelope: string): string => {
      const opened = unseal(old, name, envelope);
      if (!("plain" in opened)) throw lost(name, opened.keyId, keyFile);
      return seal(key, name, opened.plain);
    };
    for (const { name, secret, updatedBy } of byName.values()) {
      if (secret === null || !isEnvelope(secret)) continue;
      await keepSecret(client, name, reseal(name, secret), updatedBy);
      names.push(name);
    }
    for (const room of rooms) names.push(...(await room(client, reseal)));
    await recordAudit(client, {
      actor,
      action: "secrets.rotated",
      subject: null,
      detail: { keyId: key.id, settings: names },
    });
    return { keyId: key.id, retiredKeyIds: old.map(({ id }) => id), settings: names };
  });
  await inTransaction(pool, async (client) => {
    await lockSecrets(client, "to rotate");
    const [current] = await readKeyFile(keyFile);
    // Another rotation came in between: the old keys are its to take away.
    if (current === undefined || current.id === key.id) await writeKeys(keyFile, [key], "replace");
  });
  return rotation;
}

function lost(name: string, keyId: string | null, keyFile: string): NeedsAttention {
  return new NeedsAttention(
    `The value of ${name} can't be opened (key ${keyId ?? "unknown"} is not in ${keyFile}), so nothing was rotated: put that key file back, or unset ${name} first.`,
    { facts: { setting: name, keyId } },
  );
}
