import { messageOf, TryAgainLater } from "@millrace/platform/errors";
import type { AssembledMeasurement, CallFailure } from "../pipeline/assemble-measurement.ts";
import { assembleMeasurement } from "../pipeline/assemble-measurement.ts";
import type { CallRecord } from "../pipeline/session-tally.ts";
import type { KeptAnswer } from "../queries/provider-answers.ts";
import type { AskContext, MetricDeclaration, ProviderCall, SiteProvider } from "../providers/provider.ts";
import { askCall, type AskPolicy, type CallOutcome, type SpentTries } from "./ask-call.ts";

/** What is known of one website's calls while it is measured; it outlives the tries of the step that measures. */
export interface WebsiteMemory {
  websiteId: string;
  /** Answers, and failures that are final, by call. */
  outcomes: Map<string, CallOutcome>;
  spent: Map<string, SpentTries>;
  /** A long wait the provider asked for, ms since the epoch; null: none. */
  wait: { untilMs: number; reason: string } | null;
}

export interface WebsiteQuestion {
  provider: SiteProvider;
  /** The metrics that are measured. */
  declarations: readonly MetricDeclaration[];
  domain: string;
  context: AskContext;
  memory: WebsiteMemory;
  policy: AskPolicy;
  random(): number;
  /** Writes an answer down before anything else is done with it. */
  keep(kept: KeptAnswer): Promise<void>;
  /** What is being done now: "api", "page", or why it waits. */
  onDoing(state: "working" | "waiting", doing: string): void;
}

export interface WebsiteFound {
  measurement: AssembledMeasurement;
  calls: CallRecord[];
}

/**
 * Asks a provider about one website: the API calls at once, then the pages, for what the API did not give. Calls that were
 * answered are not asked again. Throws `NeedsAttention` when the provider is shut, `TryAgainLater` when a call must wait long.
 */
export async function askWebsite(question: WebsiteQuestion): Promise<WebsiteFound> {
  const { provider, declarations } = question;
  const wanted = new Set(declarations.flatMap(inputsOf));
  const useful = provider.calls.filter((call) => call.gives.some((metric) => wanted.has(metric)));
  const pages = useful.filter(({ kind }) => kind === "dom");
  question.onDoing("working", "api");
  await askAll(
    question,
    useful.filter(({ kind }) => kind !== "dom"),
  );
  let found = assembleFrom(question);
  if (found.isSmall) return foundBy(question, found);
  for (const page of pages) {
    if (!page.gives.some((metric) => wanted.has(metric) && isMissing(found, metric))) continue;
    question.onDoing("working", "page");
    await askAll(question, [page]);
    found = assembleFrom(question);
  }
  return foundBy(question, found);
}

/** A computed metric needs what it is computed from. */
function inputsOf({ id, from }: MetricDeclaration): readonly string[] {
  return from.kind === "computed" ? from.of : [id];
}

function isMissing({ readings }: AssembledMeasurement, metric: string): boolean {
  return readings.find((reading) => reading.metric === metric)?.kind == null;
}

/** The first call that finds the provider shut stops the others; a call that must wait lets them end. */
async function askAll(question: WebsiteQuestion, calls: readonly ProviderCall[]): Promise<void> {
  const { memory, context } = question;
  const stop = new AbortController();
  const signal = AbortSignal.any([context.signal, stop.signal]);
  const waits: TryAgainLater[] = [];
  const ask = async (call: ProviderCall): Promise<void> => {
    try {
      await askOne(question, call, { ...context, signal });
    } catch (error) {
      if (error instanceof TryAgainLater) waits.push(error);
      else {
        if (!stop.signal.aborted) stop.abort(error);
        throw error;
      }
    }
  };
  const asked = await Promise.allSettled(calls.filter(({ id }) => !memory.outcomes.has(id)).map(ask));
  context.signal.throwIfAborted();
  stop.signal.throwIfAborted();
  for (const result of asked) if (result.status === "rejected") throw result.reason;
  const longest = waits.toSorted((a, b) => b.afterMs - a.afterMs)[0];
  if (longest === undefined) return;
  question.onDoing("waiting", messageOf(longest));
  throw longest;
}

async function askOne(question: WebsiteQuestion, call: ProviderCall, context: AskContext): Promise<void> {
  const { memory, policy, domain } = question;
  const spent = memory.spent.get(call.id) ?? { failed: 0, rateLimited: 0 };
  memory.spent.set(call.id, spent);
  const onWait = (reason: string) => question.onDoing("waiting", reason);
  const outcome = await askCall(
    call,
    context,
    { domain },
    { policy, random: () => question.random(), spent, onWait },
  );
  if (outcome.isAnswered) await question.keep({ answer: outcome.answer, retries: outcome.retries });
  memory.outcomes.set(call.id, outcome);
}

function assembleFrom({ provider, declarations, memory, context }: WebsiteQuestion): AssembledMeasurement {
  const outcomes = [...memory.outcomes.values()];
  return assembleMeasurement({
    provider: provider.id,
    declarations,
    inputs: provider.metrics,
    answers: outcomes.flatMap((outcome) => (outcome.isAnswered ? [outcome.answer] : [])),
    failures: outcomes.flatMap((outcome): CallFailure[] => (outcome.isAnswered ? [] : [outcome.failure])),
    now: context.now(),
  });
}

function foundBy({ provider, memory }: WebsiteQuestion, measurement: AssembledMeasurement): WebsiteFound {
  const calls = provider.calls.flatMap((call): CallRecord[] => {
    const outcome = memory.outcomes.get(call.id);
    if (outcome === undefined || wasNotAsked(outcome)) return [];
    const { isAnswered, retries } = outcome;
    return [{ kind: call.kind, isAnswered, retries, mirror: isAnswered ? outcome.answer.mirror : null }];
  });
  return { measurement, calls };
}

/** A page where there is no browser was never asked for. */
function wasNotAsked(outcome: CallOutcome): boolean {
  if (!outcome.isAnswered) return false;
  const { readings } = outcome.answer;
  return readings.length > 0 && readings.every(({ reason }) => reason === "no_browser");
}
