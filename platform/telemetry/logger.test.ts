import fc from "fast-check";
import { expect, test } from "vitest";
import { createLogger } from "./index.ts";

function collecting(level: "info" | "debug" = "info") {
  const lines: string[] = [];
  return {
    lines,
    log: createLogger({ level, destination: { write: (line: string) => void lines.push(line) } }),
  };
}

const canary = "canary-7f3a";

test.each([
  ["password"],
  ["secret"],
  ["token"],
  ["apiKey"],
  ["api_key"],
  ["authorization"],
  ["Authorization"],
  ["cookie"],
  ["Cookie"],
  ["set-cookie"],
  ["databaseUrl"],
  ["connectionString"],
  ["accessToken"],
  ["refresh_token"],
  ["client_secret"],
])("a logged %s never reaches the log, however the object around it is nested", (name) => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom("config", "headers", "req", "a.b", "x-y"), { maxLength: 3 }),
      (path) => {
        const { lines, log } = collecting();
        const logged = path.reduceRight<Record<string, unknown>>((inner, key) => ({ [key]: inner }), {
          [name]: canary,
          kept: "visible",
        });
        log.info(logged, "said");
        log.child(logged).info("by a child");
        expect(lines).toHaveLength(2);
        expect(lines[0]).not.toContain(canary);
        expect(lines[0]).toContain("visible");
      },
    ),
  );
});

test("lines are JSON with the time in ISO 8601, the level by name and the error with its stack", () => {
  const { lines, log } = collecting();
  log.debug("not said");
  log.error({ err: new Error("what happened") }, "request failed");
  expect(lines).toHaveLength(1);
  const line = JSON.parse(lines[0] ?? "") as {
    level: string;
    time: string;
    msg: string;
    err: { message: string; stack: string };
  };
  expect(line).toMatchObject({
    level: "error",
    msg: "request failed",
    err: { message: "what happened", stack: expect.stringContaining("logger.test.ts") },
  });
  expect(new Date(line.time).toISOString()).toBe(line.time);
});
