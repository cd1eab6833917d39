import { createTemporaryFolder } from "@millrace/platform/testing";
import { expect, test } from "vitest";
import { lockDataFolder } from "./folder-lock.ts";

test("of many takers at once exactly one gets the lock, and after its release another can", async () => {
  await using folder = await createTemporaryFolder();
  const takers = await Promise.allSettled(Array.from({ length: 8 }, () => lockDataFolder(folder.path)));
  const winners = takers.filter((taker) => taker.status === "fulfilled");
  expect(winners).toHaveLength(1);
  await winners[0]?.value.release();
  const next = await lockDataFolder(folder.path);
  await next.release();
});

test("the refusal names the folder and the owner's pid", async () => {
  await using folder = await createTemporaryFolder();
  const owner = await lockDataFolder(folder.path);
  await expect(lockDataFolder(folder.path)).rejects.toMatchObject({
    code: "data_folder_locked",
    exitCode: 1,
    message: expect.stringMatching(new RegExp(`${folder.path}.*pid ${process.pid}`)),
  });
  await owner.release();
});

test("releasing twice is harmless", async () => {
  await using folder = await createTemporaryFolder();
  const owner = await lockDataFolder(folder.path);
  await owner.release();
  await owner.release();
  const next = await lockDataFolder(folder.path);
  await next.release();
});
