import { expect, test } from "vitest";
import {
  Broken,
  NeedsAttention,
  Rejected,
  Transient,
  TryAgainLater,
  UserFacingError,
  messageOf,
  rungOf,
} from "./index.ts";

test("each class of the ladder says its rung, and keeps facts and cause", () => {
  const cause = new Error("socket hang up");
  const later = new TryAgainLater("The site asked to wait.", {
    afterMs: 1_500,
    cause,
    facts: { status: 429 },
  });
  expect([later.rung, later.afterMs, later.cause, later.facts]).toEqual([
    "try_again_later",
    1_500,
    cause,
    { status: 429 },
  ]);
  const rungs = [new Transient("a"), new Rejected("b"), new NeedsAttention("c"), new Broken("d")].map(rungOf);
  expect(rungs).toEqual(["transient", "rejected", "needs_attention", "broken"]);
  expect(new Transient("a").facts).toEqual({});
  expect("cause" in new Transient("a")).toBe(false);
});

test("what nobody classified is our bug", () => {
  expect([rungOf(new TypeError("x is undefined")), rungOf("text"), rungOf(undefined)]).toEqual([
    "broken",
    "broken",
    "broken",
  ]);
});

test("anything thrown has a sentence", () => {
  expect([messageOf(new Error("Lost.")), messageOf("Lost."), messageOf(404)]).toEqual([
    "Lost.",
    "Lost.",
    "404",
  ]);
});

test("a refusal carries its code, its exit code and what lies behind it", () => {
  const cause = new Error("EADDRINUSE");
  const refusal = new UserFacingError("port_in_use", "Port 4400 is in use.", { exitCode: 2, cause });
  expect([refusal.code, refusal.exitCode, refusal.cause]).toEqual(["port_in_use", 2, cause]);
  expect(new UserFacingError("port_in_use", "Port 4400 is in use.").exitCode).toBe(1);
});
