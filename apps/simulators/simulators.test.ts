import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { systemClock } from "@millrace/platform/clock";
import { describe, expect, it } from "vitest";
import { simulatorNames, startSimulators } from "./index.ts";

const main = fileURLToPath(new URL("main.ts", import.meta.url));

async function run(args: string[]): Promise<{ code: number | null; stderr: string }> {
  const child = spawn(process.execPath, [main, ...args], { stdio: ["ignore", "ignore", "pipe"] });
  let stderr = "";
  child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  await once(child, "close");
  return { code: child.exitCode, stderr };
}

describe("startSimulators", () => {
  it("starts all of them and gives their addresses by name", async () => {
    await using simulators = await startSimulators({ clock: systemClock, posts: 5 });
    expect(Object.keys(simulators.urls)).toEqual(expect.arrayContaining([...simulatorNames]));
    expect(simulators.urls["mytoolsplan.sam"]).toMatch(/^http:/);
    expect((await fetch(`${simulators.urls["linkedin-demo"]}/robots.txt`)).status).toBe(200);
  });

  it("lets go of its ports when closed", async () => {
    const simulators = await startSimulators({ clock: systemClock, posts: 1 });
    const url = simulators.urls["linkedin-demo"] ?? "";
    await simulators.close();
    await expect(fetch(url)).rejects.toThrow(TypeError);
  });

  it("refuses a name it does not know, naming those it does", async () => {
    await expect(startSimulators({ clock: systemClock, names: ["myspace"] })).rejects.toThrow(
      /myspace.*linkedin-demo/,
    );
  });
});

describe("the simulators program", () => {
  it("prints its addresses as one line of JSON, holds the posts asked for, and ends well at SIGTERM", async () => {
    const child = spawn(process.execPath, [main, "--posts", "7", "--seed", "program", "--every", "none"], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const [line] = (await once(createInterface(child.stdout), "line")) as [string];
    const { urls } = JSON.parse(line) as { urls: Record<string, string> };
    const listing = await fetch(`${urls["linkedin-demo"]}/feed/`, {
      headers: { accept: "application/json" },
    });
    expect(await listing.json()).toMatchObject({ paging: { total: 7 } });
    child.kill("SIGTERM");
    expect(await once(child, "close")).toEqual([0, null]);
  });

  it("answers a wrong flag, name or port with one sentence and no stack trace", async () => {
    await using taken = await startSimulators({ clock: systemClock, posts: 1 });
    const port = new URL(taken.urls["linkedin-demo"] ?? "").port;
    for (const args of [["--posts", "many"], ["--colour", "red"], ["myspace"], ["--port", port]]) {
      const { code, stderr } = await run(args);
      expect(code).toBeGreaterThan(0);
      expect(stderr.trim().split("\n")).toHaveLength(1);
      expect(stderr).not.toContain("    at ");
    }
  });
});
