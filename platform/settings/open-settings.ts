import { inTransaction } from "@millrace/platform/db";
import type { Pool, PoolClient } from "pg";
import { HttpProblem, type Authorized } from "../api/index.ts";
import { recordAudit } from "../audit/index.ts";
import {
  parseValue,
  type ConfigValues,
  type GivenSettings,
  type SettingsDescription,
} from "../config/index.ts";
import { messageOf } from "../errors/index.ts";
import { publishEvents, type EventHub } from "../events/index.ts";
import { isReference, type Secrets } from "../secrets/index.ts";
import type { Logger } from "../telemetry/index.ts";
import { effectiveSettings, type EffectiveSetting } from "./effective.ts";
import {
  forget,
  keepSecret,
  keepValue,
  lockSecrets,
  readKept,
  takeVersion,
  type KeptSettings,
} from "./queries.ts";
import { resolveSecret } from "./resolve-secret.ts";

/** Event after every change; payload `{ names: string[] }`. */
export const settingsChanged = "settings.changed";

export interface SettingsOptions<Description extends SettingsDescription> {
  pool: Pool;
  /** Those with a `page` may be changed; the rest is left alone. */
  description: Description;
  given: GivenSettings;
  secrets: Secrets;
  hub: EventHub;
  log: Logger;
}

/** The settings of a running house: every process sees a change as soon as its event arrives. */
export interface Settings<Description extends SettingsDescription> extends Disposable {
  /** What holds at this moment; of a secret only what is kept of it, so ask `secret` for its value. */
  values(): ConfigValues<Description>;
  /** A secret's value, read where it lies at this moment; null when none is set. Throws what `resolveSecret` throws. */
  secret(name: keyof Description & string): Promise<string | null>;
  /** Read from the database, not from what this process heard. */
  read(): Promise<{ version: string; settings: EffectiveSetting[] }>;
  /**
   * All changes or none, told to the audit trail in the same transaction. null takes a kept value away.
   * Throws `HttpProblem`: 400 `unknown_setting`, `invalid_setting`; 409 `setting_given`, `settings_changed`.
   */
  change(actor: Authorized<"settings:write">, changes: SettingChangeRequest): Promise<void>;
  /** Calls after each change, by whichever process. */
  onChange(listener: () => void): void;
}

export interface SettingChangeRequest {
  changes: Readonly<Record<string, unknown>>;
  /** The version they were made from; undefined: whatever holds. */
  version?: string | undefined;
}

export async function openSettings<const Description extends SettingsDescription>(
  options: SettingsOptions<Description>,
): Promise<Settings<Description>> {
  const settings = new LiveSettings(options);
  await settings.start();
  return settings;
}

class LiveSettings<Description extends SettingsDescription> implements Settings<Description> {
  readonly #options: SettingsOptions<Description>;
  readonly #listeners: (() => void)[] = [];
  #kept: KeptSettings = { version: "0", byName: new Map() };
  #values: ConfigValues<Description> | null = null;
  #stop: (() => void) | null = null;

  constructor(options: SettingsOptions<Description>) {
    this.#options = options;
  }

  async start(): Promise<void> {
    const reload = (): void => {
      this.#reload().catch((error: unknown) =>
        this.#options.log.warn(
          { reason: messageOf(error) },
          "changed settings not readable, the earlier ones hold",
        ),
      );
    };
    this.#stop = await this.#options.hub.subscribe(null, {
      onEvent: ({ type }) => {
        if (type === settingsChanged) reload();
      },
      onReset: reload,
    });
    await this.#reload();
  }

  values(): ConfigValues<Description> {
    this.#values ??= Object.fromEntries(
      this.#effective(this.#kept).map(({ name, value }) => [name, value]),
    ) as ConfigValues<Description>;
    return this.#values;
  }

  async secret(name: keyof Description & string): Promise<string | null> {
    // As the database has it now: after a rotation the key of what this process heard last may be gone already.
    const { settings } = await this.read();
    const setting = settings.find((one) => one.name === name);
    return setting === undefined ? null : await resolveSecret(setting, this.#options.secrets);
  }

  async read(): Promise<{ version: string; settings: EffectiveSetting[] }> {
    const kept = await readKept(this.#options.pool);
    return { version: kept.version, settings: this.#effective(kept) };
  }

  async change(
    actor: Authorized<"settings:write">,
    { changes, version }: SettingChangeRequest,
  ): Promise<void> {
    const parsed = Object.entries(changes).map(([name, value]) => ({
      name,
      value: this.#parse(name, value),
    }));
    await inTransaction(this.#options.pool, async (client) => {
      const next = await takeVersion(client);
      if (version !== undefined && BigInt(next) - 1n !== toVersion(version)) throw changedMeanwhile();
      await lockSecrets(client, "to encrypt");
      for (const { name, value } of parsed) await this.#keep(client, name, value, actor.name);
      const names = parsed.map(({ name }) => name);
      await publishEvents(client, [{ type: settingsChanged, subject: null, payload: { names } }]);
      const detail = Object.fromEntries(parsed.map(({ name, value }) => [name, this.#told(name, value)]));
      await recordAudit(client, { actor, action: "settings.changed", subject: null, detail });
    });
    await this.#reload();
  }

  onChange(listener: () => void): void {
    this.#listeners.push(listener);
  }

  [Symbol.dispose](): void {
    this.#stop?.();
  }

  #effective(kept: KeptSettings): EffectiveSetting[] {
    return effectiveSettings(this.#options.description, this.#options.given, kept.byName);
  }

  async #reload(): Promise<void> {
    const kept = await readKept(this.#options.pool);
    // Reads may overtake each other; a version never goes back.
    if (BigInt(kept.version) < BigInt(this.#kept.version)) return;
    this.#kept = kept;
    this.#values = null;
    for (const listener of this.#listeners) listener();
  }

  #parse(name: string, given: unknown): unknown {
    const field = `json.changes.${name}`;
    const setting = Object.hasOwn(this.#options.description, name)
      ? this.#options.description[name]
      : undefined;
    if (setting?.page === undefined)
      throw new HttpProblem(
        400,
        "unknown_setting",
        `There is no setting "${name}" that may be changed here.`,
        {
          field,
          action: "GET /api/v1/settings lists those there are.",
        },
      );
    const stronger = this.#options.given.get(name);
    if (stronger !== undefined)
      throw new HttpProblem(409, "setting_given", `${name} is set by the ${stronger.where}, which wins.`, {
        field,
        action: "Change it there, or take it away there and start again.",
      });
    if (given === null) return null;
    const parsed = parseValue(setting, given);
    if ("value" in parsed) return parsed.value;
    const shown = setting.isSecret === true ? "its value" : JSON.stringify(given).slice(0, 100);
    throw new HttpProblem(400, "invalid_setting", `${name} can't be ${shown}: ${parsed.fault}.`, {
      field,
      action: `${setting.about}.`,
    });
  }

  async #keep(client: PoolClient, name: string, value: unknown, by: string): Promise<void> {
    if (value === null) return await forget(client, name);
    if (!this.#isSecret(name, value)) return await keepValue(client, name, value, by);
    await keepSecret(
      client,
      name,
      isReference(value) ? value : await this.#options.secrets.seal(name, value),
      by,
    );
  }

  /** What the audit trail keeps: values of secrets never, references yes. */
  #told(name: string, value: unknown): unknown {
    return !this.#isSecret(name, value) || isReference(value) ? value : "(encrypted)";
  }

  #isSecret(name: string, value: unknown): value is string {
    return this.#options.description[name]?.isSecret === true && typeof value === "string";
  }
}

function toVersion(text: string): bigint {
  return /^\d{1,18}$/u.test(text) ? BigInt(text) : -1n;
}

function changedMeanwhile(): HttpProblem {
  return new HttpProblem(409, "settings_changed", "Somebody changed the settings since you read them.", {
    field: "json.version",
    action: "Read them again, and send your changes with the new version.",
  });
}
