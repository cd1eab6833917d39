import type { MetricReading, ReasonCode } from "../contract.ts";
import type { MetricDeclaration } from "../providers/provider.ts";

/** Calls of one kind: how many websites' calls were asked, how many were answered in the end, by which mirror. */
export interface CallTally {
  asked: number;
  answered: number;
  /** Tries that failed before the one that ended the call. */
  retries: number;
  by_mirror: Record<string, number>;
}

export type MeasuredOutcome = "completed" | "partial" | "failed" | "na";

/** An extractor that stopped matching (no strategy), or that fell back to another strategy than its first. */
export interface ExtractorFault {
  metric: string;
  strategy: string | null;
  count: number;
  website_id: string;
  measurement_id: string;
}

/** What one worker, or a whole session, has done. Sums of these are a session's report. */
export interface SessionTally {
  outcomes: Record<MeasuredOutcome, number>;
  obtained: number;
  expected: number;
  api: CallTally;
  dom: CallTally;
  /** By metric, then by reason. */
  missing: Record<string, Partial<Record<ReasonCode, number>>>;
  faults: ExtractorFault[];
}

/** How one call about one website went. */
export interface CallRecord {
  kind: "api" | "dom" | "file";
  isAnswered: boolean;
  retries: number;
  mirror: string | null;
}

/** One measured website, to be counted. */
export interface MeasuredWebsite {
  websiteId: string;
  measurementId: string;
  outcome: MeasuredOutcome;
  readings: readonly MetricReading[];
  calls: readonly CallRecord[];
  declarations: readonly MetricDeclaration[];
}

export function emptyTally(): SessionTally {
  return {
    outcomes: { completed: 0, partial: 0, failed: 0, na: 0 },
    obtained: 0,
    expected: 0,
    api: noCalls(),
    dom: noCalls(),
    missing: {},
    faults: [],
  };
}

/** The tally of one website. */
export function tallyOf(measured: MeasuredWebsite): SessionTally {
  const { outcome, readings, calls } = measured;
  const tally = emptyTally();
  tally.outcomes[outcome] = 1;
  tally.expected = readings.length;
  tally.obtained = readings.filter((reading) => reading.kind !== null).length;
  for (const { metric, reason } of readings) if (reason !== null) tally.missing[metric] = { [reason]: 1 };
  tally.api = tallyCalls(calls.filter((call) => call.kind === "api"));
  tally.dom = tallyCalls(calls.filter((call) => call.kind === "dom"));
  tally.faults = faultsOf(measured);
  return tally;
}

/** Both together; of faults alike, the first keeps its evidence. */
export function addTallies(left: SessionTally, right: SessionTally): SessionTally {
  return {
    outcomes: addCounts(left.outcomes, right.outcomes) as SessionTally["outcomes"],
    obtained: left.obtained + right.obtained,
    expected: left.expected + right.expected,
    api: addCalls(left.api, right.api),
    dom: addCalls(left.dom, right.dom),
    missing: addMissing(left.missing, right.missing),
    faults: addFaults(left.faults, right.faults),
  };
}

function noCalls(): CallTally {
  return { asked: 0, answered: 0, retries: 0, by_mirror: {} };
}

function tallyCalls(calls: readonly CallRecord[]): CallTally {
  const tally = noCalls();
  for (const { isAnswered, retries, mirror } of calls) {
    tally.asked += 1;
    tally.retries += retries;
    if (!isAnswered) continue;
    tally.answered += 1;
    if (mirror !== null) tally.by_mirror[mirror] = (tally.by_mirror[mirror] ?? 0) + 1;
  }
  return tally;
}

function faultsOf({ readings, declarations, websiteId, measurementId }: MeasuredWebsite): ExtractorFault[] {
  const at = { count: 1, website_id: websiteId, measurement_id: measurementId };
  return readings.flatMap(({ metric, reason, provenance }): ExtractorFault[] => {
    if (reason === "extractor_broken") return [{ metric, strategy: null, ...at }];
    const strategy = provenance?.strategy ?? null;
    const first = firstStrategyOf(declarations.find(({ id }) => id === metric));
    return strategy === null || first === null || strategy === first ? [] : [{ metric, strategy, ...at }];
  });
}

/** null for a metric that no page's strategies find. */
function firstStrategyOf(declaration: MetricDeclaration | undefined): string | null {
  return declaration?.from.kind === "dom" ? (declaration.from.strategies[0]?.name ?? null) : null;
}

function addCounts(
  left: Readonly<Record<string, number>>,
  right: Readonly<Record<string, number>>,
): Record<string, number> {
  const sum: Record<string, number> = { ...left };
  for (const [name, count] of Object.entries(right)) sum[name] = (sum[name] ?? 0) + count;
  return sum;
}

function addCalls(left: CallTally, right: CallTally): CallTally {
  return {
    asked: left.asked + right.asked,
    answered: left.answered + right.answered,
    retries: left.retries + right.retries,
    by_mirror: addCounts(left.by_mirror, right.by_mirror),
  };
}

function addMissing(left: SessionTally["missing"], right: SessionTally["missing"]): SessionTally["missing"] {
  const sum = { ...left };
  for (const [metric, reasons] of Object.entries(right))
    sum[metric] = addCounts(sum[metric] ?? {}, reasons) as SessionTally["missing"][string];
  return sum;
}

function addFaults(left: readonly ExtractorFault[], right: readonly ExtractorFault[]): ExtractorFault[] {
  const sum = left.map((fault) => ({ ...fault }));
  for (const fault of right) {
    const known = sum.find(({ metric, strategy }) => metric === fault.metric && strategy === fault.strategy);
    if (known === undefined) sum.push({ ...fault });
    else known.count += fault.count;
  }
  return sum;
}
