import { access } from "node:fs/promises";
import { startProgram, until } from "@millrace/platform/testing";
import { expect, test } from "vitest";

const program = new URL("./test-server.fixture.ts", import.meta.url);

test("a test run killed with SIGKILL leaves neither server nor folder behind", async () => {
  await using run = startProgram(program);
  const socketFolder = new URL(await run.nextLine()).searchParams.get("host") ?? "";
  await access(socketFolder);
  run.kill("SIGKILL");
  await run.ended;
  await until("server and folder are gone", async () => await isGone(socketFolder));
  expect(await isGone(socketFolder)).toBe(true);
});

async function isGone(path: string): Promise<boolean> {
  return await access(path).then(
    () => false,
    () => true,
  );
}
