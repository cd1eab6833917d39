import { authorize, HttpProblem, type Actor } from "@millrace/platform/api";
import { UserFacingError } from "@millrace/platform/errors";
import type { Secrets } from "@millrace/platform/secrets";
import type { ConnectionRequest, StreamChoice } from "../contract.ts";
import type { ConnectorChoice } from "../connectors/bind.ts";
import {
  keepSecrets,
  mentionsReference,
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
  assertMayReach(
    actor,
    request,
    source.isLocal === true || destination.isLocal?.(request.destination) === true,
  );
  assertModes(request.streams, destination);
  assertSchedule(request.schedule);
  const { name: _name, schedule: _schedule, ...config } = request;
  const sides = { source: before?.source ?? null, destination: before?.destination ?? null };
  const kept = await prepareChoice(parts, actor, "source", request.source, sides.source);
  const { choice, settings } = await prepareChoice(
    parts,
    actor,
    "destination",
    request.destination,
    sides.destination,
  );
  const guarantee = destination.guaranteeOf?.(settings) ?? destination.guarantee;
  return { ...config, source: kept.choice, destination: choice, guarantee };
}

/**
 * A connector's settings, checked, with secrets sealed. What leads to variables and files of this machine takes an owner; and who
 * is none can't send a secret that somebody else gave to another address.
 */
export async function prepareChoice(
  { shelf, secrets }: Parts,
  actor: Actor,
  side: "source" | "destination",
  given: ConnectorChoice,
  before: ConnectorChoice | null,
): Promise<{ choice: ConnectorChoice; settings: Record<string, unknown> }> {
  const connector = found(`${side}.type`, () =>
    side === "source" ? shelf.source(given.type) : shelf.destination(given.type),
  );
  const { type, ...fresh } = given;
  const known = before?.type === type ? withoutType(before) : null;
  const kept = known === null ? fresh : keepSecrets(connector.settings, known, fresh);
  assertMayLead(actor, { side, schema: connector.settings, known, kept });
  try {
    const settings = parseSettings(connector, await openSettings(secrets, connector.settings, kept));
    return { choice: { type, ...(await sealSettings(secrets, connector.settings, kept)) }, settings };
  } catch (error) {
    if (!(error instanceof UserFacingError)) throw error;
    const path = error instanceof SettingsInvalid ? [side, ...error.path] : [side];
    throw new HttpProblem(422, error.code, error.message, { field: path.join("."), cause: error });
  }
}

function assertMayLead(
  actor: Actor,
  {
    side,
    schema,
    known,
    kept,
  }: { side: string; schema: SettingsSchema; known: Settings | null; kept: Settings },
): void {
  const isNew = known === null || JSON.stringify(kept) !== JSON.stringify(known);
  if (isNew && mentionsReference(kept)) authorize(actor, "connect:local");
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

function assertModes(streams: readonly StreamChoice[], destination: Destination): void {
  for (const [at, { name, mode, primary_key: key }] of streams.entries()) {
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
