import type { Budget, PoliteClient } from "@millrace/platform/http";
import type { BrowserPool } from "@millrace/platform/browser";
import type { ObjectStore } from "@millrace/platform/objects";
import type { Logger } from "@millrace/platform/telemetry";
import type { MetricDefinition, ProviderTrouble, ReasonCode } from "../contract.ts";

/** Where a provider's metric comes from. The list is data: a further metric is one entry in its provider's folder. */
export type MetricSource =
  /** A field of a call's JSON answer, by the names that lead to it from what the call's reader hands over. */
  | { kind: "api"; call: string; path: readonly string[] }
  /** A place of a page, found by the first strategy that matches. */
  | { kind: "dom"; call: string; strategies: readonly DomStrategy[] }
  /** One metric over another; unknown when either is, or when the second is 0. */
  | { kind: "computed"; formula: "ratio"; of: readonly [numerator: string, denominator: string] }
  /** A column of an uploaded file. */
  | { kind: "file"; call: string; columns: readonly string[] };

/** One way to find a value in a page. A lower trust says that the way is less certain. */
export interface DomStrategy {
  /** "attribute", "label", "position": shown with the value. */
  name: string;
  /** CSS selector of the element whose text is the value; or of elements among which `label` chooses. */
  selector: string;
  /** Text of a label (any language the portal speaks) whose neighbour is the value. */
  label?: readonly string[];
  /** Labels of other figures: an element beside one of these is not the one. */
  notLabel?: readonly string[];
  trust: number;
}

/** A metric as one provider has it. */
export interface MetricDeclaration extends Omit<MetricDefinition, "providers"> {
  from: MetricSource;
}

/** What a provider said about one metric, before it is parsed and judged. */
export interface RawReading {
  metric: string;
  /** As it was written; null when there is nothing. Numbers of JSON answers stay numbers. */
  raw: string | number | null;
  /** Why there is nothing; null when there is. */
  reason: ReasonCode | null;
  detail: string | null;
  /** Path in the answer, selector in the page, column of the file. */
  place: string;
  strategy: string | null;
  /** 0..1: how certain the place is that it was read from. */
  trust: number;
  screenshotHash: string | null;
  /** Language the place writes its numbers in, where it says (a page's `lang`): it alone tells what "1,234" is. */
  locale?: "en" | "fr" | null;
}

/** What came of one call about one website. JSON: it is written down, so that a repeated try does not ask again. */
export interface CallAnswer {
  call: string;
  kind: "api" | "dom" | "file";
  /** Address, secrets redacted; null for a file. */
  url: string | null;
  mirror: string | null;
  pageHash: string | null;
  /** Day or month the figures are of, ISO 8601, where the provider says. */
  asOf: string | null;
  observedAt: string;
  extractorVersion: number;
  readings: RawReading[];
}

/** What a call may use: the polite client, the browser, the object store. No database, no engine. */
export interface AskContext {
  http: PoliteClient;
  /** null where there is no Chromium: a page call then reads as `no_browser`. */
  browser: BrowserPool | null;
  objects: ObjectStore;
  log: Logger;
  signal: AbortSignal;
  sessionId: string;
  /** Number of the worker that asks: it has a browser context of its own. */
  worker: number;
  /** Hash of the uploaded file, for providers that take files. */
  fileHash: string | null;
  now(): number;
}

/**
 * One call or page of a provider. `ask` resolves with every metric it gives, with a reason for each that is missing;
 * it throws by the ladder when the provider was not heard (`Transient`, `TryAgainLater`: asked again), `Rejected` when this
 * website can't be asked for, `ProviderClosed` when the provider as a whole is shut to us.
 */
export interface ProviderCall {
  id: string;
  kind: "api" | "dom" | "file";
  /** Metrics it may give. */
  gives: readonly string[];
  ask(context: AskContext, site: { domain: string }): Promise<CallAnswer>;
}

export interface Mirror {
  name: string;
  /** Without a slash at the end. */
  baseUrl: string;
}

/** A source of figures about websites: one folder per member, one contract test for all. */
export interface SiteProvider {
  id: string;
  label: string;
  isOfficial: boolean;
  isDemo: boolean;
  /** What to know about its terms before it is used. */
  notice: { en: string; fr: string };
  budget: Budget | null;
  takesFiles: boolean;
  /** In the order they are tried; empty for a file. */
  mirrors: readonly Mirror[];
  metrics: readonly MetricDeclaration[];
  calls: readonly ProviderCall[];
  /** What has to be mended before it can be asked; null when nothing. Makes no request. */
  trouble(): Promise<{ trouble: ProviderTrouble; message: string } | null>;
}
