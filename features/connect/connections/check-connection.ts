import { HttpProblem, type Actor } from "@millrace/platform/api";
import { LadderError } from "@millrace/platform/errors";
import type { ConnectCheck } from "../contract.ts";
import { readyDestination, readySource, type ConnectorChoice, type ReadySource } from "../connectors/bind.ts";
import type { CheckReport, ConnectorContext } from "../connectors/context.ts";
import type { ConnectionConfig } from "../sync/connection-config.ts";
import type { SourceStream } from "../sources/source.ts";
import { connectorContextOf, type SyncDependencies } from "../workflows/dependencies.ts";
import { mayReadReferences, prepareChoice } from "./prepare-connection.ts";

/** A look takes no longer than this: somebody waits for it. */
const longestLookMs = 30_000;
const mostShownStreams = 20;

interface Parts {
  source: ConnectorChoice;
  destination: ConnectorChoice;
  private_hosts: boolean;
  /** Chosen ones, which the source must have; left out: none is looked for. */
  streams?: readonly { name: string }[] | undefined;
}

/**
 * Asks both sides, each with a real call. `before`: the connection whose secrets stand in for those left out. Throws `HttpProblem`
 * 422 for settings that can't be used, 403 for what takes an owner.
 */
export async function checkBoth(
  deps: SyncDependencies,
  actor: Actor,
  { source, destination, private_hosts: mayUsePrivateHosts, streams = [] }: Parts,
  signal: AbortSignal,
  before: ConnectionConfig | null = null,
): Promise<ConnectCheck> {
  const ready = await readyChecked(deps, actor, source, before);
  const context = lookContext(deps, { mayUsePrivateHosts, ...ready }, signal);
  const { choice } = await prepareChoice(
    deps,
    actor,
    "destination",
    destination,
    before?.destination ?? null,
  );
  const target = await readyDestination(deps.shelf, deps.secrets, choice);
  const [ofSource, ofDestination] = await Promise.all([
    reported(() => checkSource(ready.source, streams, context)),
    reported(() => target.check(context)),
  ]);
  return {
    is_ok: ofSource.isOk && ofDestination.isOk,
    source: shown(ofSource),
    destination: shown(ofDestination),
  };
}

/** The source itself, and whether it has what was chosen of it. */
async function checkSource(
  source: ReadySource,
  streams: readonly { name: string }[],
  context: ConnectorContext,
): Promise<CheckReport> {
  const report = await source.check(context);
  if (!report.isOk || streams.length === 0) return report;
  const offered = (await source.streams(context)).map(({ name }) => name);
  const missing = streams.map(({ name }) => name).filter((name) => !offered.includes(name));
  if (missing.length === 0) return report;
  const shownNames = offered.slice(0, mostShownStreams).join(", ");
  const more = offered.length > mostShownStreams ? ` and ${offered.length - mostShownStreams} more` : "";
  return {
    isOk: false,
    message: `The source has no stream ${missing.join(", ")}: it has ${shownNames}${more}.`,
    setting: null,
  };
}

/** The streams of a source. Throws `HttpProblem` 409 when it does not answer. */
export async function discoverStreams(
  deps: SyncDependencies,
  actor: Actor,
  { source, private_hosts: mayUsePrivateHosts }: Omit<Parts, "destination" | "streams">,
  signal: AbortSignal,
  before: ConnectionConfig | null = null,
): Promise<SourceStream[]> {
  const ready = await readyChecked(deps, actor, source, before);
  try {
    return await ready.source.streams(lookContext(deps, { mayUsePrivateHosts, ...ready }, signal));
  } catch (error) {
    const message = faultOf(error);
    if (message === null) throw error;
    throw new HttpProblem(409, "source_not_ready", message, { field: "source", cause: error });
  }
}

async function readyChecked(
  deps: SyncDependencies,
  actor: Actor,
  source: ConnectorChoice,
  before: ConnectionConfig | null,
) {
  const prepared = await prepareChoice(deps, actor, "source", source, before?.source ?? null);
  const ready = await readySource(deps.shelf, deps.secrets, prepared.choice);
  deps.budgets.look(ready.budget);
  return { source: ready, mayReadReferences: mayReadReferences(actor, prepared, before) };
}

function lookContext(
  deps: SyncDependencies,
  {
    mayUsePrivateHosts,
    mayReadReferences: mayRead,
  }: Pick<ConnectorContext, "mayUsePrivateHosts" | "mayReadReferences">,
  signal: AbortSignal,
): ConnectorContext {
  const bounded = AbortSignal.any([signal, AbortSignal.timeout(longestLookMs)]);
  return connectorContextOf(deps, {
    signal: bounded,
    runId: null,
    mayUsePrivateHosts,
    mayReadReferences: mayRead,
  });
}

/** A side that can't be asked at all is not well either; its sentence says why. */
async function reported(check: () => Promise<CheckReport>): Promise<CheckReport> {
  try {
    return await check();
  } catch (error) {
    const message = faultOf(error);
    if (message === null) throw error;
    return { isOk: false, message, setting: null };
  }
}

/** What the other side said, or that it said nothing in time; null for what is a fault of ours. */
function faultOf(error: unknown): string | null {
  if (error instanceof LadderError) return error.message;
  if (error instanceof DOMException) return `There was no answer within ${longestLookMs / 1_000} s.`;
  return null;
}

const shown = ({ isOk, message, setting }: CheckReport) => ({ is_ok: isOk, message, setting });
