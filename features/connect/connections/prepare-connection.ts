import { isDeepStrictEqual } from "node:util";
import { authorize, HttpProblem, type Actor } from "@millrace/platform/api";
import { NeedsAttention, UserFacingError } from "@millrace/platform/errors";
import type { Secrets } from "@millrace/platform/secrets";
import { hasOneKind, type ConnectionRequest, type StreamChoice } from "../contract.ts";
import type { ConnectorChoice } from "../connectors/bind.ts";
import {
  holdsReference,
  keepSecrets,
  movesSecrets,
  openSettings,
  sealSettings,
} from "../connectors/secret-settings.ts";
import { parseSettings, SettingsInvalid, type ConnectorShelf } from "../connectors/shelf.ts";
import type { SettingsSchema } from "../connectors/settings.ts";
import type { Destination } from "../destinations/destination.ts";
import type { ConnectionConfig } from "../sync/connection-config.ts";
import { needsKey, writeModeOf } from "../sync/modes.ts";
import { planOfSchedule } from "./planned-times.ts";

interface Parts {
  shelf: ConnectorShelf;
  secrets: Secrets;
}

/**
 * What is kept of a connection that was asked for: settings checked by their connectors, secrets sealed. `before`: the one it
 * replaces, whose secrets stay where none are given. Throws `HttpProblem` 422 naming the field, 403 for what takes an owner.
 */
export async function prepareConnection(
  parts: Parts,
  actor: Actor,
  request: ConnectionRequest,
  before: ConnectionConfig | null,
): Promise<ConnectionConfig> {
  const { shelf } = parts;
  const destination = found("destination.type", () => shelf.destination(request.destination.type));
  const source = found("source.type", () => shelf.source(request.source.type));
  const known = before?.destination ?? null;
  const reached = keptSettings(destination, request.destination, known);
  assertMayReach(actor, request, source.isLocal === true || destination.isLocal?.(reached) === true);
  assertStreams(request.streams, destination);
  assertSchedule(request.schedule);
  const { name: _name, schedule: _schedule, ...config } = request;
  const kept = await prepareChoice(parts, actor, "source", request.source, before?.source ?? null);
  const { choice, settings } = await prepareChoice(parts, actor, "destination", request.destination, known);
  const guarantee = destination.guaranteeOf?.(settings) ?? destination.guarantee;
  return {
    ...config,
    source: kept.choice,
    destination: choice,
    guarantee,
    references_permitted: mayReadReferences(actor, kept, before),
  };
}

/** Whether a source may follow references inside its texts: whoever gave its settings may read this machine. */
export const mayReadReferences = (
  actor: Actor,
  { isNew }: Pick<PreparedChoice, "isNew">,
  before: ConnectionConfig | null,
): boolean => (isNew ? undefined : before?.references_permitted) ?? actor.permissions.has("connect:local");

export interface PreparedChoice {
  choice: ConnectorChoice;
  /** As its connector parsed them, secrets open. */
  settings: Record<string, unknown>;
  /** Other settings than before. */
  isNew: boolean;
}

/**
 * A connector's settings, checked, with secrets sealed. What leads to variables and files of this machine takes an owner; and who
 * is none can't send a secret that somebody else gave to another address. Throws `HttpProblem` 422, 403.
 */
export async function prepareChoice(
  { shelf, secrets }: Parts,
  actor: Actor,
  side: "source" | "destination",
  given: ConnectorChoice,
  before: ConnectorChoice | null,
): Promise<PreparedChoice> {
  const connector = found(`${side}.type`, () =>
    side === "source" ? shelf.source(given.type) : shelf.destination(given.type),
  );
  const { type } = given;
  const known = before?.type === type ? withoutType(before) : null;
  const kept = keptSettings(connector, given, before);
  const isNew = known === null || !isDeepStrictEqual(kept, known);
  if (isNew && holdsReference(kept)) authorize(actor, "connect:local");
  assertKeepsPlace(actor, { side, schema: connector.settings, known, kept });
  const settings = await refused(side, async () =>
    parseSettings(connector, await openSettings(secrets, connector.settings, kept)),
  );
  // No reference was opened, or an owner asks: what is one now was written inside a text.
  if (isNew && holdsReference(settings)) authorize(actor, "connect:local");
  const sealed = await refused(side, () => sealSettings(secrets, connector.settings, kept));
  return { choice: { type, ...sealed }, settings, isNew };
}

/** What would be kept of a connector's settings: secrets that were left out are those of before. */
export function keptSettings(
  { settings }: { settings: SettingsSchema },
  given: ConnectorChoice,
  before: ConnectorChoice | null,
): Settings {
  const fresh = withoutType(given);
  return before?.type === given.type ? keepSecrets(settings, withoutType(before), fresh) : fresh;
}

/** Settings that can't be used, or opened, are the request's to mend. */
async function refused<Result>(side: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof UserFacingError) {
      const path = error instanceof SettingsInvalid ? [side, ...error.path] : [side];
      throw new HttpProblem(422, error.code, error.message, { field: path.join("."), cause: error });
    }
    if (error instanceof NeedsAttention)
      throw new HttpProblem(422, "secret_unreadable", error.message, {
        field: fieldOf(side, error),
        cause: error,
      });
    throw error;
  }
}

/** The setting a secret belongs to: secrets are sealed as `connect.<setting>`. */
function fieldOf(side: string, { facts }: NeedsAttention): string {
  const { setting } = facts;
  return typeof setting === "string" ? setting.replace(/^connect\./u, `${side}.`) : side;
}

function assertKeepsPlace(
  actor: Actor,
  {
    side,
    schema,
    known,
    kept,
  }: { side: string; schema: SettingsSchema; known: Settings | null; kept: Settings },
): void {
  const isMoved = known !== null && movesSecrets(schema, known, kept);
  if (!isMoved || actor.permissions.has("connect:local")) return;
  throw new HttpProblem(
    422,
    "secret_needed",
    `Other settings of the ${side} changed, and its secrets were left as they are.`,
    { field: side, action: "Give the secrets again with the changed settings, or ask an owner." },
  );
}

type Settings = Readonly<Record<string, unknown>>;

const withoutType = ({ type: _type, ...settings }: ConnectorChoice): Record<string, unknown> => settings;

function found<Found>(field: string, look: () => Found): Found {
  try {
    return look();
  } catch (error) {
    if (!(error instanceof UserFacingError)) throw error;
    throw new HttpProblem(422, error.code, error.message, { field, cause: error });
  }
}

/** Programs, folders and private networks of the machine the house runs on are its owner's to open. */
function assertMayReach(actor: Actor, request: ConnectionRequest, isLocal: boolean): void {
  if (isLocal || request.private_hosts) authorize(actor, "connect:local");
}

function assertStreams(streams: readonly StreamChoice[], destination: Destination): void {
  const names = streams.map(({ name }) => name);
  for (const [at, { name, mode, primary_key: key }] of streams.entries()) {
    if (names.indexOf(name) !== at)
      throw new HttpProblem(422, "stream_chosen_twice", `The stream ${name} is chosen twice.`, {
        field: `streams.${at}.name`,
        action: "Choose it once, and make another connection for its second target.",
      });
    const write = writeModeOf(mode);
    if (!destination.modes.includes(write))
      throw new HttpProblem(
        422,
        "mode_not_possible",
        `${destination.title.en} can't ${write === "merge" ? "merge by primary key" : write}, which the mode ${mode} of the stream ${name} needs.`,
        {
          field: `streams.${at}.mode`,
          action: `Choose a mode that does one of: ${destination.modes.join(", ")}.`,
        },
      );
    if (needsKey(mode) && key?.length === 0)
      throw new HttpProblem(
        422,
        "primary_key_needed",
        `The mode ${mode} of the stream ${name} needs a primary key.`,
        {
          field: `streams.${at}.primary_key`,
        },
      );
  }
}

function assertSchedule(schedule: ConnectionRequest["schedule"]): void {
  if (schedule === null) return;
  if (!hasOneKind(schedule))
    throw new HttpProblem(422, "schedule_invalid", "A schedule has either cron or every_minutes.", {
      field: "schedule",
      action: "Leave one of them out.",
    });
  try {
    planOfSchedule(schedule);
  } catch (error) {
    throw new HttpProblem(
      422,
      "schedule_invalid",
      `The schedule can't be used: ${schedule.cron === undefined ? schedule.time_zone : `"${schedule.cron}" in ${schedule.time_zone}`} is no cron expression with a time zone.`,
      {
        field: "schedule",
        action: 'Write five fields, as "0 3 * * *", and an IANA time zone, as Europe/Paris.',
        cause: error,
      },
    );
  }
}
