import type { StepContext } from "@millrace/engine";
import { inTransaction } from "@millrace/platform/db";
import { NeedsAttention, TryAgainLater } from "@millrace/platform/errors";
import { newId } from "@millrace/platform/ids";
import { publishEvents } from "@millrace/platform/events";
import { fireAlerts } from "../alerts/fire-alerts.ts";
import { siteEvents, type MetricReading, type SessionLogLine } from "../contract.ts";
import { tallyOf } from "../pipeline/session-tally.ts";
import type { AskContext, MetricDeclaration, SiteProvider } from "../providers/provider.ts";
import { ProviderClosed } from "../providers/provider-closed.ts";
import { claimWebsite, type ClaimedWebsite } from "../queries/claim-website.ts";
import { endWebsite } from "../queries/end-website.ts";
import { getWebsite } from "../queries/get-website.ts";
import { keepAnswer, readAnswers } from "../queries/provider-answers.ts";
import { readProviderHealth } from "../queries/provider-health.ts";
import { pauseProvider } from "../queries/provider-state.ts";
import { saveMeasurement } from "../queries/save-measurement.ts";
import { noteActivities } from "../queries/session-workers.ts";
import { addLogLines } from "../queries/session-log.ts";
import { askWebsite, type WebsiteFound, type WebsiteMemory } from "./ask-website.ts";
import type { MeasureDependencies } from "./dependencies.ts";
import { publishSession } from "./publish-session.ts";
import { sessionLogger } from "./session-logger.ts";
import type { Activity } from "./session-news.ts";

/** One worker of one session, in this process. */
export interface Seat {
  sessionId: string;
  worker: number;
  provider: SiteProvider;
  declarations: readonly MetricDeclaration[];
  /** The uploaded file a session of figures reads; null for one that asks a provider. */
  fileHash: string | null;
  /** Of the website at hand: kept over the tries of a step, so that a long wait gives no call further tries. */
  memory: WebsiteMemory | null;
}

/** A longer wait is cut into such pieces, so that a worker that waits hears of a provider that was shut in the meantime. */
const longestNapMs = 30_000;

/**
 * Measures the worker's next website and saves it, once. Resolves with its domain, null when there is none left. Throws
 * `NeedsAttention` when the provider is shut, which ends this worker; the others end likewise.
 */
export async function measureNext(
  deps: MeasureDependencies,
  seat: Seat,
  step: StepContext,
): Promise<{ domain: string | null }> {
  const website = await takeWebsite(deps, seat);
  if (website === null) return { domain: null };
  napOn(deps, seat, website.websiteId);
  const measured: Measured = { ...website, lines: [] };
  using door = deps.doors.enter(seat.provider.id);
  const signal = AbortSignal.any([step.signal, door.signal]);
  try {
    const found = await ask(deps, seat, signal, measured);
    tell(deps, seat, { state: "working", domain: measured.domain, doing: "saving" });
    await save(deps, seat, step, { ...measured, found });
  } catch (error) {
    step.signal.throwIfAborted();
    // Another worker found the provider shut, and has said so.
    door.signal.throwIfAborted();
    if (error instanceof NeedsAttention) await closeProvider(deps, seat, step, { ...measured, error });
    else await addLogLines(deps.db.pool, seat.sessionId, measured.lines);
    throw error instanceof TryAgainLater ? firstNap(deps, seat, error) : error;
  }
  seat.memory = null;
  return { domain: measured.domain };
}

/** null when none is left. Throws NeedsAttention when the provider is shut. */
async function takeWebsite(
  { db }: MeasureDependencies,
  { sessionId, worker, provider }: Seat,
): Promise<ClaimedWebsite | null> {
  const claim = await claimWebsite(db.pool, { sessionId, worker, provider: provider.id });
  if (claim.closed !== null)
    throw new NeedsAttention(claim.closed, { facts: { provider: provider.id, session: sessionId } });
  if (claim.website !== null) return claim.website;
  const finished = { state: "finished", domain: null, doing: null } as const;
  await noteActivities(db.pool, sessionId, new Map([[worker, finished]]));
  return null;
}

/** Begins a long wait: the website is asked about again when it is over. */
function firstNap(
  { clock }: MeasureDependencies,
  { memory }: Seat,
  { message, afterMs, facts }: TryAgainLater,
): TryAgainLater {
  if (memory !== null) memory.wait = { untilMs: clock.now() + afterMs, reason: message };
  return new TryAgainLater(message, { afterMs: Math.min(afterMs, longestNapMs), facts });
}

/** Throws for the next piece of a wait that is not over. */
function napOn({ clock }: MeasureDependencies, { memory }: Seat, websiteId: string): void {
  if (memory === null || memory.websiteId !== websiteId || memory.wait === null) return;
  const leftMs = memory.wait.untilMs - clock.now();
  if (leftMs > 0) throw new TryAgainLater(memory.wait.reason, { afterMs: Math.min(leftMs, longestNapMs) });
  memory.wait = null;
}

interface Measured extends ClaimedWebsite {
  /** Said about it so far, for the session's log. */
  lines: SessionLogLine[];
}

async function ask(
  deps: MeasureDependencies,
  seat: Seat,
  signal: AbortSignal,
  site: Measured,
): Promise<WebsiteFound> {
  const at = { sessionId: seat.sessionId, websiteId: site.websiteId };
  seat.memory = await memoryOf(deps, seat, site);
  return askWebsite({
    provider: seat.provider,
    declarations: seat.declarations,
    domain: site.domain,
    context: askContext(deps, seat, signal, site),
    memory: seat.memory,
    policy: deps.policy,
    random: () => deps.random(),
    keep: (kept) => keepAnswer(deps.db.pool, at, kept),
    onDoing: (state, doing) => tell(deps, seat, { state, domain: site.domain, doing }),
  });
}

/** What an earlier try in this process knows, else what an interrupted one wrote down. */
async function memoryOf(deps: MeasureDependencies, seat: Seat, site: Measured): Promise<WebsiteMemory> {
  if (seat.memory?.websiteId === site.websiteId) return seat.memory;
  const at = { sessionId: seat.sessionId, websiteId: site.websiteId };
  const kept = site.wasClaimed ? await readAnswers(deps.db.pool, at) : [];
  const outcomes: WebsiteMemory["outcomes"] = new Map();
  for (const [call, { answer, retries }] of kept) outcomes.set(call, { isAnswered: true, answer, retries });
  return { websiteId: site.websiteId, outcomes, spent: new Map(), wait: null };
}

function askContext(
  deps: MeasureDependencies,
  { sessionId, worker, fileHash }: Seat,
  signal: AbortSignal,
  site: Measured,
): AskContext {
  return {
    http: deps.http,
    browser: deps.browser,
    objects: deps.objects,
    log: sessionLogger(deps.log, { session: sessionId, worker, domain: site.domain }, (line) =>
      site.lines.push(line),
    ),
    signal,
    sessionId,
    worker,
    fileHash,
    now: () => deps.clock.now(),
  };
}

function tell({ news }: MeasureDependencies, { sessionId, worker }: Seat, activity: Activity): void {
  news.tell(sessionId, worker, activity);
}

async function save(
  deps: MeasureDependencies,
  seat: Seat,
  step: StepContext,
  { websiteId, domain, position, lines, found }: Measured & { found: WebsiteFound },
): Promise<void> {
  const { sessionId, worker, provider, declarations } = seat;
  const { measurement, calls } = found;
  const { outcome, readings, obtained, expected, missing } = measurement;
  const fired = await step.transaction(async (client) => {
    const id = newId();
    const at = new Date(deps.clock.now()).toISOString();
    const isThere = await saveMeasurement(client, {
      id,
      websiteId,
      sessionId,
      provider: provider.id,
      measuredAt: observedFrom(readings) ?? at,
      outcome,
      declared: provider.metrics.map((metric) => metric.id),
      readings,
    });
    // Deleted in the meantime, and gone from the session with that.
    if (!isThere) return [];
    const tally = tallyOf({ websiteId, measurementId: id, outcome, readings, calls, declarations });
    await endWebsite(client, { sessionId, position, worker }, { measurementId: id, outcome, tally });
    const message = `${domain}: ${outcome}, ${obtained} of ${expected} metrics`;
    const facts = { outcome, obtained, expected, missing, measurement_id: id };
    const said = { at, level: "info" as const, worker, domain, event: "website.measured", message, facts };
    await addLogLines(client, sessionId, [...lines, said]);
    const payload = await getWebsite(client, websiteId, deps.clock.now());
    await publishEvents(client, [{ type: siteEvents.website, subject: websiteId, payload }]);
    return fireAlerts(client, { websiteId, measurementId: id, language: deps.alerts.language() });
  });
  await deps.alerts.send(fired);
}

/** When the oldest of the answers came: a session that was paused for long does not make its websites fresh. */
function observedFrom(readings: readonly MetricReading[]): string | null {
  return readings.flatMap(({ observed_at: at }) => at ?? []).toSorted()[0] ?? null;
}

/** Nobody asks the provider any more until a person has looked; what was answered so far is kept. */
async function closeProvider(
  { db, clock, doors }: MeasureDependencies,
  { sessionId, worker, provider }: Seat,
  step: StepContext,
  { lines, domain, error }: Measured & { error: NeedsAttention },
): Promise<void> {
  const trouble = error instanceof ProviderClosed ? error.trouble : null;
  const { message } = error;
  await inTransaction(db.pool, async (client) => {
    await step.fence(client);
    await pauseProvider(client, provider.id, { trouble, message });
    const at = new Date(clock.now()).toISOString();
    const facts = { provider: provider.id, trouble };
    const said = { at, level: "error" as const, worker, domain, event: "provider.closed", message, facts };
    await addLogLines(client, sessionId, [...lines, said]);
    await publishSession(client, sessionId);
  });
  doors.close(provider.id, error);
  const [payload] = await readProviderHealth(db.pool, [provider]);
  await publishEvents(db.pool, [{ type: siteEvents.provider, subject: provider.id, payload }]);
}
