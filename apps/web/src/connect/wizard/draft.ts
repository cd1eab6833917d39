import type {
  Connection,
  ConnectionSchedule,
  DestinationConnector,
  OfferedStream,
  SchemaPolicy,
  SyncMode,
} from "@millrace/connect/contract";
import type { ConnectionInput } from "../api.ts";
import type { Ends } from "../queries.ts";
import { needsKey, permittedModes, usualMode } from "../parts/stream-modes.ts";
import {
  choiceOf,
  draftOfChoice,
  missingSettings,
  noConnector,
  type ConnectorDraft,
} from "./setting-values.ts";

export const wizardSteps = ["source", "destination", "streams", "options", "review"] as const;
export type WizardStep = (typeof wizardSteps)[number];

export interface StreamDraft {
  name: string;
  mode: SyncMode;
  /** "" : made from the stream's name. */
  target: string;
  /** With commas between the fields; "": as the source says. */
  primaryKey: string;
}

export interface ScheduleDraft {
  kind: "manual" | "cron" | "every";
  cron: string;
  everyMinutes: string;
  timeZone: string;
  missed: ConnectionSchedule["missed"];
  skipIfRunning: boolean;
}

/** A connection while it is written down; numbers stay text until they are numbers. */
export interface ConnectionDraft {
  name: string;
  source: ConnectorDraft;
  destination: ConnectorDraft;
  streams: readonly StreamDraft[];
  schemaPolicy: SchemaPolicy;
  badRecordsPercent: string;
  provenance: boolean;
  parallelUploads: string;
  reservedRatePercent: string;
  privateHosts: boolean;
  schedule: ScheduleDraft;
}

export const newDraft = (timeZone: string): ConnectionDraft => ({
  name: "",
  source: noConnector,
  destination: noConnector,
  streams: [],
  schemaPolicy: "evolve",
  badRecordsPercent: "1",
  provenance: true,
  parallelUploads: "4",
  reservedRatePercent: "0",
  privateHosts: false,
  schedule: {
    kind: "manual",
    cron: "0 3 * * *",
    everyMinutes: "60",
    timeZone,
    missed: "latest",
    skipIfRunning: true,
  },
});

/** The draft of a connection there is, to be changed. */
export function draftOf(connection: Connection, ends: Ends): ConnectionDraft {
  const { schedule } = connection;
  const usual = newDraft(schedule?.time_zone ?? "UTC");
  return {
    name: connection.name,
    source: draftOfChoice(connection.source, ends.source?.settings ?? []),
    destination: draftOfChoice(connection.destination, ends.destination?.settings ?? []),
    streams: connection.streams.map(({ name, mode, target, primary_key: key }) => ({
      name,
      mode,
      target: target ?? "",
      primaryKey: key?.join(", ") ?? "",
    })),
    schemaPolicy: connection.schema_policy,
    badRecordsPercent: String(connection.bad_records_percent),
    provenance: connection.provenance,
    parallelUploads: String(connection.parallel_uploads),
    reservedRatePercent: String(connection.reserved_rate_percent),
    privateHosts: connection.private_hosts,
    schedule: schedule === null ? usual.schedule : scheduleDraftOf(schedule, usual.schedule),
  };
}

const scheduleDraftOf = (schedule: ConnectionSchedule, usual: ScheduleDraft): ScheduleDraft => ({
  kind: schedule.cron === undefined ? "every" : "cron",
  cron: schedule.cron ?? usual.cron,
  everyMinutes: String(schedule.every_minutes ?? usual.everyMinutes),
  timeZone: schedule.time_zone,
  missed: schedule.missed,
  skipIfRunning: schedule.skip_if_running,
});

/** Fields of a key as somebody types them. */
export const keyOf = (text: string): string[] =>
  text
    .split(",")
    .map((field) => field.trim())
    .filter((field) => field !== "");

/** The schedule a draft stands for; null: none. */
export function scheduleOf(draft: ScheduleDraft): ConnectionSchedule | null {
  if (draft.kind === "manual") return null;
  const common = {
    time_zone: draft.timeZone,
    missed: draft.missed,
    skip_if_running: draft.skipIfRunning,
  };
  return draft.kind === "cron"
    ? { cron: draft.cron.trim(), ...common }
    : { every_minutes: Number(draft.everyMinutes), ...common };
}

/** The request a draft stands for. */
export function inputOf(draft: ConnectionDraft, ends: Ends): ConnectionInput {
  return {
    name: draft.name.trim(),
    source: choiceOf(draft.source, ends.source?.settings ?? []),
    streams: draft.streams.map(({ name, mode, target, primaryKey }) => ({
      name,
      mode,
      ...(target.trim() === "" ? {} : { target: target.trim() }),
      ...(keyOf(primaryKey).length === 0 ? {} : { primary_key: keyOf(primaryKey) }),
    })),
    destination: choiceOf(draft.destination, ends.destination?.settings ?? []),
    schema_policy: draft.schemaPolicy,
    bad_records_percent: Number(draft.badRecordsPercent),
    provenance: draft.provenance,
    parallel_uploads: Number(draft.parallelUploads),
    reserved_rate_percent: Number(draft.reservedRatePercent),
    private_hosts: draft.privateHosts,
    schedule: scheduleOf(draft.schedule),
  };
}

/** A stream as it is chosen first. */
export const chosenStream = (
  stream: OfferedStream,
  destination: DestinationConnector | undefined,
): StreamDraft => ({
  name: stream.name,
  mode: usualMode(permittedModes(destination?.modes ?? []), stream),
  target: "",
  primaryKey: "",
});

/** Of few streams, all are wanted; of many, somebody has to say which. */
const mostChosenAtOnce = 3;

/** How a connection that names no streams reads each of them. */
const modeOfEvery: SyncMode = "full_refresh_append";

/**
 * The chosen streams once it is known what is offered and what the destination permits. `isEvery`: none named means all
 * of them, as in a connection there is; in a new one it means that none was chosen yet.
 */
export function fitStreams(
  chosen: readonly StreamDraft[],
  offered: readonly OfferedStream[],
  destination: DestinationConnector | undefined,
  isEvery: boolean,
): readonly StreamDraft[] {
  if (isEvery && chosen.length === 0)
    return offered.map((stream) => ({ ...chosenStream(stream, destination), mode: modeOfEvery }));
  const permitted = permittedModes(destination?.modes ?? []);
  const byName = new Map(offered.map((stream) => [stream.name, stream]));
  const known = chosen.filter(({ name }) => byName.has(name));
  if (known.length === 0 && offered.length <= mostChosenAtOnce)
    return offered.map((stream) => chosenStream(stream, destination));
  return known.map((stream) => {
    const offer = byName.get(stream.name);
    if (offer === undefined || permitted.includes(stream.mode)) return stream;
    return { ...stream, mode: usualMode(permitted, offer) };
  });
}

/** What is wrong with a draft, by the path the API would name: a field to be filled in, or one whose text is not what it takes. */
export type DraftFault =
  | "required"
  | "percent"
  | "percentBelow90"
  | "uploads"
  | "minutes"
  | "cron"
  | "key"
  | "streams";

const isWithin = (text: string, min: number, max: number, isWhole = false): boolean => {
  const number = Number(text);
  return text.trim() !== "" && number >= min && number <= max && (!isWhole || Number.isInteger(number));
};

const maxEveryMinutes = 44_640;

/** The faults of one step, by the path of the field. */
export function faultsOf(
  step: WizardStep,
  draft: ConnectionDraft,
  context: { ends: Ends; offered: readonly OfferedStream[]; isCron: (text: string) => boolean },
): Record<string, DraftFault> {
  switch (step) {
    case "source":
    case "destination": {
      const settings = context.ends[step]?.settings ?? [];
      return Object.fromEntries(
        missingSettings(draft[step], settings).map((name) => [`${step}.${name}`, "required" as const]),
      );
    }
    case "streams":
      return streamFaults(draft.streams, context.offered);
    default:
      return optionFaults(draft, context.isCron);
  }
}

function streamFaults(
  streams: readonly StreamDraft[],
  offered: readonly OfferedStream[],
): Record<string, DraftFault> {
  if (streams.length === 0) return { streams: "streams" };
  const hasKey = ({ name, primaryKey }: StreamDraft) =>
    keyOf(primaryKey).length > 0 ||
    (offered.find((stream) => stream.name === name)?.primary_key.length ?? 0) > 0;
  return Object.fromEntries(
    streams
      .map((stream, index) => [`streams.${index}.primary_key`, stream] as const)
      .filter(([, stream]) => needsKey(stream.mode) && !hasKey(stream))
      .map(([path]) => [path, "key" as const]),
  );
}

function optionFaults(draft: ConnectionDraft, isCron: (text: string) => boolean): Record<string, DraftFault> {
  const { schedule } = draft;
  const checks: [string, DraftFault, boolean][] = [
    ["name", "required", draft.name.trim() !== ""],
    ["bad_records_percent", "percent", isWithin(draft.badRecordsPercent, 0, 100)],
    ["parallel_uploads", "uploads", isWithin(draft.parallelUploads, 1, 16, true)],
    ["reserved_rate_percent", "percentBelow90", isWithin(draft.reservedRatePercent, 0, 90)],
    ["schedule.cron", "cron", schedule.kind !== "cron" || isCron(schedule.cron)],
    [
      "schedule.every_minutes",
      "minutes",
      schedule.kind !== "every" || isWithin(schedule.everyMinutes, 1, maxEveryMinutes, true),
    ],
  ];
  return Object.fromEntries(checks.filter(([, , isRight]) => !isRight).map(([path, fault]) => [path, fault]));
}

/** The step that has the field a refusal names ("source.api_key", "schedule.cron"). */
export function stepOfField(path: string): WizardStep {
  const [first = ""] = path.split(".");
  return wizardSteps.find((step) => step === first) ?? "options";
}
