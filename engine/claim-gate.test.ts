import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ClaimGate, type Claims } from "./claim-gate.ts";

let asked: string[] = [];
let waiting: string[] = [];

/** DBOS's side: says what it was asked, and answers with what waits. */
function claimsThatTell(): Claims {
  const answer = (what: string): Promise<string[]> => {
    asked.push(what);
    return Promise.resolve(waiting.splice(0));
  };
  return {
    findAndMarkStartableWorkflows: (queue, _executor, _version, partition) =>
      answer(partition === undefined ? queue.name : `${queue.name} of ${partition}`),
    findAndMarkStartablePartitionedWorkflows: (queue) => answer(`heads of ${queue.name}`),
    getQueuePartitions: (queue) => answer(`partitions of ${queue}`),
  };
}

type Queue = Parameters<Claims["findAndMarkStartableWorkflows"]>[0];
// What the gate reads of a queue is its name.
const errands = { name: "errands" } as Queue;

let gate: ClaimGate;
let claims: Claims;
const claim = (running = 0, partition?: string): Promise<string[]> =>
  claims.findAndMarkStartableWorkflows(errands, "me", "1", partition, running);

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["performance", "setTimeout", "clearTimeout"] });
  asked = [];
  waiting = [];
  gate = new ClaimGate();
  claims = claimsThatTell();
  gate.install(claims);
});
afterEach(() => void vi.useRealTimers());

test("a queue found empty is not asked again until somebody rings, and then at once", async () => {
  await claim();
  const next = claim();
  expect(asked).toEqual(["errands"]);
  waiting = ["run"];
  gate.ring();
  expect(await next).toEqual(["run"]);
  expect(asked).toEqual(["errands", "errands"]);
});

test("a ring while it is being asked has it asked once more", async () => {
  const asking = claim();
  gate.ring();
  await asking;
  await claim();
  expect(asked).toEqual(["errands", "errands"]);
});

test("a queue that had something is asked again at once", async () => {
  waiting = ["run"];
  await claim();
  await claim();
  expect(asked).toEqual(["errands", "errands"]);
});

test("a place freed in this process has it asked", async () => {
  await claim(2);
  await claim(1);
  expect(asked).toEqual(["errands", "errands"]);
});

test("without a ring it is asked all the same after a while", async () => {
  await claim();
  const next = claim();
  await vi.advanceTimersByTimeAsync(499);
  expect(asked).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(1);
  await next;
  expect(asked).toHaveLength(2);
});

test("an answer that failed is no empty one", async () => {
  const failing = claimsThatTell();
  failing.findAndMarkStartableWorkflows = (queue) => {
    asked.push(queue.name);
    return Promise.reject(new Error("the database is away"));
  };
  gate.install(failing);
  claims = failing;
  await expect(claim()).rejects.toThrow("away");
  await expect(claim()).rejects.toThrow("away");
  expect(asked).toHaveLength(2);
});

test("queues with partitions: the sweep is held, its partitions are not", async () => {
  await claims.getQueuePartitions("errands");
  void claims.getQueuePartitions("errands");
  await claim(0, "a");
  await claim(0, "a");
  await claims.findAndMarkStartablePartitionedWorkflows(errands, "me", "1", 3);
  void claims.findAndMarkStartablePartitionedWorkflows(errands, "me", "1", 3);
  expect(asked).toEqual(["partitions of errands", "errands of a", "errands of a", "heads of errands"]);
});

test("one that closes holds nothing and asks nothing more", async () => {
  await claim();
  const held = claim();
  gate.close();
  expect(await held).toEqual([]);
  expect(await claim()).toEqual([]);
  expect(asked).toEqual(["errands"]);
});

test("a DBOS without one of the claims is refused", () => {
  const { getQueuePartitions: _gone, ...rest } = claimsThatTell();
  expect(() => new ClaimGate().install(rest as Claims)).toThrow("no getQueuePartitions");
});
