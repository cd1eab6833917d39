import type { FileHome } from "../file-home.ts";

/** What a crash looks like to the delivery it ends. */
export class Crash extends Error {
  override readonly name = "Crash";
}

/** A home whose n-th call (1 for the first) never comes back: it dies before it does anything, or right after it has done it. */
export function failingHome(home: FileHome, call: number, when: "before" | "after"): FileHome {
  let calls = 0;
  const failing =
    <Given extends unknown[], Result>(work: (...given: Given) => Promise<Result>) =>
    async (...given: Given): Promise<Result> => {
      calls += 1;
      const isNow = calls === call;
      if (isNow && when === "before") throw new Crash(`before call ${call}`);
      const result = await work(...given);
      if (isNow) throw new Crash(`after call ${call}`);
      return result;
    };
  return {
    stagingRoot: home.stagingRoot,
    isNear: home.isNear,
    address: (file) => home.address(file),
    exists: failing((file) => home.exists(file)),
    readNote: failing((name) => home.readNote(name)),
    writeNote: failing((name, text) => home.writeNote(name, text)),
    fetch: failing((file, into, signal) => home.fetch(file, into, signal)),
    publish: failing((file, assembled, what, signal) => home.publish(file, assembled, what, signal)),
    isPublished: failing((file, assembled, what) => home.isPublished(file, assembled, what)),
    giveUp: failing((file, assembled) => home.giveUp(file, assembled)),
    probe: failing((signal) => home.probe(signal)),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}
