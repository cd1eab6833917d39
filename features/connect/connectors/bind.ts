import { mkdir } from "node:fs/promises";
import type { Secrets } from "@millrace/platform/secrets";
import type { Budget } from "@millrace/platform/http";
import type { CheckReport, ConnectorContext } from "./context.ts";
import { openSettings } from "./secret-settings.ts";
import { parseSettings, type ConnectorShelf } from "./shelf.ts";
import type { Delivery, DeliveryJob, Destination, WriteMode } from "../destinations/destination.ts";
import type { DecodedPage, ReadRequest, Source, SourcePage, SourceStream } from "../sources/source.ts";
import type { Column } from "../records/column.ts";

/** A connector with settings, as a connection keeps them: `type` and the settings beside it. */
export type ConnectorChoice = Readonly<Record<string, unknown>> & { type: string };

/** A source that is ready to be asked. */
export interface ReadySource {
  source: Source;
  budget: Budget | null;
  check: (context: ConnectorContext) => Promise<CheckReport>;
  streams: (context: ConnectorContext) => Promise<SourceStream[]>;
  read: (request: ReadRequest, context: ConnectorContext) => AsyncIterable<SourcePage>;
  decode: (body: Uint8Array, stream: SourceStream) => DecodedPage;
}

/** A destination that is ready to be written to. */
export interface ReadyDestination {
  destination: Destination;
  check: (context: ConnectorContext) => Promise<CheckReport>;
  open: (job: DeliveryJob, context: ConnectorContext) => Promise<Delivery>;
  refusals: (table: { target: string; columns: readonly Column[] }) => string[];
  isFinalAtWrite: (mode: WriteMode) => boolean;
  /** Where it writes, as far as a secret says so; null where none does. */
  secretPlace: string | null;
}

/** Opens its secrets and checks its settings. Throws `UserFacingError`, `NeedsAttention` for a secret that can't be had. */
export async function readySource(
  shelf: ConnectorShelf,
  secrets: Secrets,
  { type, ...kept }: ConnectorChoice,
): Promise<ReadySource> {
  const source = shelf.source(type);
  const settings = parseSettings(source, await openSettings(secrets, source.settings, kept));
  return {
    source,
    budget: source.budget(settings),
    check: (context) => source.check(settings, context),
    streams: (context) => source.streams(settings, context),
    read: (request, context) => source.read(settings, request, context),
    decode: (body, stream) => source.decode({ body, stream }, settings),
  };
}

export async function readyDestination(
  shelf: ConnectorShelf,
  secrets: Secrets,
  { type, ...kept }: ConnectorChoice,
): Promise<ReadyDestination> {
  const destination = shelf.destination(type);
  const settings = parseSettings(destination, await openSettings(secrets, destination.settings, kept));
  return {
    destination,
    check: (context) => destination.check(settings, withoutReferences(context)),
    open: async (job, context) => {
      await mkdir(context.stagingFolder, { recursive: true });
      return destination.open(settings, job, withoutReferences(context));
    },
    refusals: (table) => destination.refusals(table, settings),
    isFinalAtWrite: (mode) => destination.isFinalAtWrite(settings, mode),
    secretPlace: destination.secretPlace?.(settings) ?? null,
  };
}

/** Who gave the source's settings may have read this machine; who gave the destination's may be somebody else. */
const withoutReferences = (context: ConnectorContext): ConnectorContext => ({
  ...context,
  mayReadReferences: false,
});
