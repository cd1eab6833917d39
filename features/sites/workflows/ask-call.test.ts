import {
  NeedsAttention,
  Rejected,
  Transient,
  TryAgainLater,
  UserFacingError,
} from "@millrace/platform/errors";
import { createLogger } from "@millrace/platform/telemetry";
import { expect, test } from "vitest";
import type { AskContext, CallAnswer, ProviderCall } from "../providers/provider.ts";
import { askCall, defaultAskPolicy } from "./ask-call.ts";

const answer: CallAnswer = {
  call: "summary",
  kind: "api",
  url: null,
  mirror: "main",
  pageHash: null,
  asOf: null,
  observedAt: "2026-11-24T00:00:00.000Z",
  extractorVersion: 1,
  readings: [],
};

const wait = (afterMs: number, status: number | null) =>
  new TryAgainLater("Later.", { afterMs, facts: { status } });

/** Asks a call that meets these faults, one per try, and then answers. */
async function ask(faults: readonly unknown[], signal = new AbortController().signal) {
  let tries = 0;
  const call: ProviderCall = {
    id: "summary",
    kind: "api",
    gives: ["visits"],
    ask: () => {
      const fault = faults[tries];
      tries += 1;
      return fault === undefined ? Promise.resolve(answer) : Promise.reject(fault as Error);
    },
  };
  const log = createLogger({ level: "silent" });
  const outcome = await askCall(
    call,
    { log, signal } as AskContext,
    { domain: "a.example" },
    {
      policy: { ...defaultAskPolicy, baseDelayMs: 1 },
      random: () => 1,
      spent: { failed: 0, rateLimited: 0 },
      onWait: () => undefined,
    },
  );
  return { outcome, tries };
}

test("a fault that may pass is tried five times, a 429 six times; then the call has a reason", async () => {
  expect(await ask([new Transient("Reset."), wait(0, 429)])).toEqual({
    outcome: { isAnswered: true, answer, retries: 2 },
    tries: 3,
  });
  expect(await ask(Array.from({ length: 9 }, () => new Transient("Reset.")))).toMatchObject({
    outcome: { isAnswered: false, failure: { call: "summary", reason: "call_failed", detail: "Reset." } },
    tries: 5,
  });
  expect(await ask(Array.from({ length: 9 }, () => wait(0, 429)))).toMatchObject({
    outcome: { failure: { reason: "rate_limited" } },
    tries: 6,
  });
});

test("waits that say nothing of the website are taken as often as they come", async () => {
  expect((await ask(Array.from({ length: 20 }, () => wait(1, null)))).tries).toBe(21);
});

test("what no further try mends has a reason at once, a bug of the provider's code too", async () => {
  for (const fault of [new Rejected("Unknown."), new TypeError("Broken.")])
    expect(await ask([fault])).toMatchObject({ outcome: { failure: { reason: "call_failed" } }, tries: 1 });
});

test("a long wait, a shut provider, an abort and our own database are for the engine", async () => {
  const away = Object.assign(new Error("terminating connection"), { code: "57P01" });
  for (const fault of [wait(60_000, null), new NeedsAttention("Sign in."), away])
    await expect(ask([fault])).rejects.toBe(fault);
  const refusal = new UserFacingError("key_file_missing", "There is no key file.");
  await expect(ask([refusal])).rejects.toThrow(new NeedsAttention("There is no key file."));
  const reason = new Error("Paused.");
  await expect(ask([new Transient("Reset.")], AbortSignal.abort(reason))).rejects.toBe(reason);
});
