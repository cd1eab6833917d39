import type { Clock } from "@millrace/platform/clock";
import { createRequestLog, randomFrom, serveSimulator, type Numbered } from "@millrace/platform/simulation";
import { simulatorApp } from "./simulator/app.ts";
import { createCorpus } from "./simulator/corpus.ts";
import { createSiteFaults, faultSettings, type FaultInput, type FaultName } from "./simulator/faults.ts";
import { groundTruthOf, type GroundTruth } from "./simulator/ground-truth.ts";
import type { ServedRequest } from "./simulator/served-request.ts";

export type { FaultInput, FaultName } from "./simulator/faults.ts";
export type { ExpectedFields, GroundTruth } from "./simulator/ground-truth.ts";
export type { ServedRequest } from "./simulator/served-request.ts";

export interface LinkedInSimulatorOptions {
  clock: Clock;
  /** 0 (default) = any free port. */
  port?: number;
  /** Loopback by default: the simulator is meant for this machine. */
  host?: string;
  /** Same seed, clock and options: the same site, to the byte. Default "millrace". */
  seed?: string;
  /** Posts that exist at the start; default 400. */
  posts?: number;
  faults?: FaultInput;
  /**
   * Address the pages give themselves, their authors and their links, wherever they are served: the site's own by
   * default, because extraction knows a post's and an author's address by it.
   */
  publicOrigin?: string;
  /** Average milliseconds between older posts; default 90 minutes. */
  historyIntervalMs?: number;
  /** A new post about this often, in ms; null = the site stands still. Default 5 000. */
  newPostEveryMs?: number | null;
  /** Requests remembered for `/_simulator/log`; default 20 000. */
  logCapacity?: number;
}

export interface LinkedInSimulator extends AsyncDisposable {
  readonly url: string;
  /** Ground truth of every post listed now, newest first. */
  posts(): GroundTruth[];
  /** What was served, oldest first. */
  requests(): Numbered<ServedRequest>[];
  setFaults(faults: FaultInput): void;
  /** How often each fault has struck since the faults were set. */
  struck(): Partial<Record<FaultName, number>>;
  /** As started: log empty, faults as given at the start, new posts forgotten. */
  reset(): void;
  close(): Promise<void>;
}

const MAX_LIVE_POSTS = 2000;

/** Starts a LinkedIn-like site on loopback. Throws `UserFacingError` when the port cannot be used. */
export async function startLinkedInSimulator(options: LinkedInSimulatorOptions): Promise<LinkedInSimulator> {
  const { clock, seed = "millrace", host = "127.0.0.1", publicOrigin = "https://www.linkedin.com" } = options;
  const initialFaults = faultSettings.parse(options.faults ?? {});
  const faults = createSiteFaults(initialFaults, randomFrom(`${seed}/faults`));
  const log = createRequestLog<ServedRequest>(options.logCapacity ?? 20_000);
  const build = (): ReturnType<typeof createCorpus> =>
    createCorpus({
      seed,
      clock,
      posts: options.posts ?? 400,
      historyIntervalMs: options.historyIntervalMs ?? 90 * 60_000,
      newPostEveryMs: options.newPostEveryMs === undefined ? 5000 : options.newPostEveryMs,
      maxLivePosts: MAX_LIVE_POSTS,
    });
  let corpus = build();
  let url = "";
  const stopped = new AbortController();
  const reset = (): void => {
    corpus = build();
    faults.set(initialFaults);
    log.clear();
  };
  const app = simulatorApp({
    clock,
    faults,
    log,
    reset,
    publicOrigin,
    corpus: () => corpus,
    origin: () => url,
    stopped: stopped.signal,
  });
  const served = await serveSimulator({
    label: "LinkedIn",
    fetch: app.fetch,
    host,
    port: options.port ?? 0,
  });
  url = served.url;
  const close = async (): Promise<void> => {
    stopped.abort();
    await served.close();
  };
  return {
    url,
    posts: () => corpus.list().map((post) => groundTruthOf(post, publicOrigin)),
    requests: () => log.entries(),
    setFaults: (next) => {
      faults.set(faultSettings.parse(next));
    },
    struck: () => faults.struck(),
    reset,
    close,
    [Symbol.asyncDispose]: close,
  };
}
