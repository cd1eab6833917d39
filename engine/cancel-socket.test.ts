import { createServer } from "node:http";
import { createTemporaryFolder, createTestDatabase, startProgram, until } from "@millrace/platform/testing";
import { expect, test } from "vitest";
import { fetchPage } from "./fixtures/fetch-page.ts";
import { openTestEngine } from "./fixtures/test-engine.ts";

/** A server that takes every request and answers none. */
async function startSilentServer() {
  const open = new Set<string>();
  const closed: string[] = [];
  const server = createServer((request, response) => {
    const path = request.url ?? "";
    open.add(path);
    response.on("close", () => void (open.delete(path) && closed.push(path)));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  return {
    origin: `http://127.0.0.1:${address.port}`,
    open,
    closed,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

test.each([
  ["cancel", "cancelled"],
  ["pause", "paused"],
] as const)(
  "%s from a web process closes the socket that a step holds open in a worker",
  async (act, status) => {
    await using database = await createTestDatabase();
    await using folder = await createTemporaryFolder();
    await using server = await startSilentServer();
    await using web = await openTestEngine(database, [], { role: "web" });
    await using worker = startProgram(new URL("./fixtures/fetching-worker.ts", import.meta.url), [], {
      ENGINE_URL: database.url,
      OBJECTS_FOLDER: folder.path,
    });
    expect(await worker.nextLine()).toBe("ready");
    const runs = await Promise.all(
      ["/one", "/other"].map((path) => web.start(fetchPage, `${server.origin}${path}`, { key: path })),
    );
    await until("both requests arrived", async () => server.open.size === 2);

    const one = runs[0];
    if (one === undefined) throw new Error("no run was started");
    await web[act](one.runId);

    await until("its socket is closed", async () => server.closed.includes("/one"));
    expect([...server.open]).toEqual(["/other"]);
    expect(await web.get(one.runId)).toMatchObject({ status });
  },
);
