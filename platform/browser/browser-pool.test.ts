import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdir, readFile } from "node:fs/promises";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { TryAgainLater, Transient } from "@millrace/platform/errors";
import { createLogger } from "@millrace/platform/telemetry";
import { until } from "@millrace/platform/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createBrowserPool, findChromium, type BrowserAnswer, type BrowserPool } from "./index.ts";

let pool: BrowserPool;
beforeAll(() => {
  pool = openPool();
});
afterAll(() => pool[Symbol.asyncDispose]());

const never = new AbortController().signal;

function openPool(more: { idleMs?: number; pagesPerContext?: number } = {}): BrowserPool {
  return createBrowserPool({
    executablePath: findChromium(null) ?? "chromium",
    log: createLogger({ level: "silent" }),
    ...more,
  });
}

function html(body: string, status = 200): BrowserAnswer {
  return { status, headers: { "content-type": "text/html" }, body: new TextEncoder().encode(body) };
}

/** Chromium's own processes among the children of a process, by id. */
async function browsersOf(parent: number): Promise<number[]> {
  const found: number[] = [];
  for (const name of await readdir("/proc")) {
    const id = Number(name);
    if (Number.isNaN(id)) continue;
    const stat = await readFile(`/proc/${id}/stat`, "utf8").catch(() => "");
    const [state, parentId] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    if (state !== "Z" && Number(parentId) === parent && stat.includes("(chrom")) found.push(id);
  }
  return found;
}

const isRunning = async (id: number): Promise<boolean> => {
  const stat = await readFile(`/proc/${id}/stat`, "utf8").catch(() => "");
  return stat !== "" && !stat.includes(") Z ");
};

test("every request of a page is answered by the caller, and what it refuses goes nowhere", async () => {
  const asked: string[] = [];
  const text = await pool.withPage(
    {
      context: "answers",
      signal: never,
      answer: async ({ url, kind }) => {
        asked.push(`${kind} ${url}`);
        if (kind === "document")
          return html(
            `<p>waiting</p><img src="https://third.example/pixel.png"><script>fetch("/figures").then(async (answer) => { document.querySelector("p").textContent = await answer.text() })</script>`,
          );
        return kind === "fetch" ? html("42") : null;
      },
    },
    async (page) => {
      await page.goto("http://portal.example/page");
      await page.waitForFunction("document.querySelector('p').textContent === '42'");
      return await page.textContent("p");
    },
  );
  expect(text).toBe("42");
  expect(asked).toEqual(
    expect.arrayContaining([
      "document http://portal.example/page",
      "image https://third.example/pixel.png",
      "fetch http://portal.example/figures",
    ]),
  );
});

test("a page that is used again shows nothing of its last visitor, whose scripts have ended", async () => {
  const visit = async (answer: string): Promise<{ text: string; asked: string[] }> => {
    const asked: string[] = [];
    const text = await pool.withPage(
      {
        context: "again",
        signal: never,
        answer: async ({ url }) => {
          asked.push(new URL(url).pathname);
          return html(answer);
        },
      },
      async (page) => {
        const before = await page.content();
        await page.goto(`http://portal.example/${answer.length}`);
        return before + (await page.content());
      },
    );
    return { text, asked };
  };
  const first = await visit(`<p>first</p><script>setInterval(() => fetch("/tick"), 1)</script>`);
  const second = await visit("<p>second</p>");
  expect(first.text).toContain("first");
  expect(second.text).not.toContain("first");
  expect(second.asked).toEqual(["/13"]);
});

test("what the caller throws instead of an answer ends the page and is thrown", async () => {
  const refusal = new TryAgainLater("Slow down.", { afterMs: 5 });
  const opening = pool.withPage(
    { context: "refused", signal: never, answer: () => Promise.reject(refusal) },
    (page) => page.goto("http://portal.example/"),
  );
  await expect(opening).rejects.toBe(refusal);
});

test("an aborted signal closes the page at once and is thrown", async () => {
  const abort = new AbortController();
  const reason = new Error("cancelled");
  const opening = pool.withPage(
    {
      context: "aborted",
      signal: abort.signal,
      answer: async () => {
        abort.abort(reason);
        return html("<p>late</p>");
      },
    },
    async (page) => {
      await page.goto("http://portal.example/");
      await page.waitForSelector("#never");
    },
  );
  await expect(opening).rejects.toBe(reason);
});

test("contexts share one browser, keep apart, and are replaced after some pages; idle, it is closed", async () => {
  await using own = openPool({ pagesPerContext: 2, idleMs: 500 });
  const visits = (context: string): Promise<string | null> =>
    own.withPage({ context, signal: never, answer: async () => html("<p></p>") }, async (page) => {
      await page.goto("http://portal.example/");
      return await page.evaluate(() => {
        localStorage.setItem("visits", String(Number(localStorage.getItem("visits") ?? 0) + 1));
        return localStorage.getItem("visits");
      });
    });
  const before = await browsersOf(process.pid);
  await Promise.all(Array.from({ length: 4 }, (_, worker) => visits(`worker ${worker}`)));
  const launched = (await browsersOf(process.pid)).filter((id) => !before.includes(id));
  expect(launched).toHaveLength(1);
  await until("the idle browser has gone", async () => !(await isRunning(launched[0] ?? 0)));
  // A new browser, and a context that is used up after two pages.
  expect([await visits("worker 3"), await visits("worker 3"), await visits("worker 3")]).toEqual([
    "1",
    "2",
    "1",
  ]);
});

test("a browser that is killed in the middle of a page is transient, and the next page has a new one", async () => {
  await using own = openPool();
  const before = await browsersOf(process.pid);
  const options = { context: "killed", signal: never, answer: async () => html("<p>here</p>") };
  const killed = own.withPage(options, async (page) => {
    await page.goto("http://portal.example/");
    const [victim] = (await browsersOf(process.pid)).filter((id) => !before.includes(id));
    if (victim !== undefined) process.kill(victim, "SIGKILL");
    await page.waitForSelector("#never");
  });
  await expect(killed).rejects.toBeInstanceOf(Transient);
  const text = await own.withPage(options, async (page) => {
    await page.goto("http://portal.example/");
    return await page.textContent("p");
  });
  expect(text).toBe("here");
});

test("Chromium ends with its process, even when that is killed", async () => {
  const holder = spawn(
    process.execPath,
    [fileURLToPath(new URL("./chromium-holder.fixture.ts", import.meta.url))],
    {
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  await once(createInterface(holder.stdout), "line");
  const browsers = await browsersOf(holder.pid ?? 0);
  expect(browsers).toHaveLength(1);
  holder.kill("SIGKILL");
  await until("Chromium has gone", async () => !(await isRunning(browsers[0] ?? 0)));
});

test("a browser that can't be started says what to do", async () => {
  await using own = createBrowserPool({
    executablePath: "/nowhere/chromium",
    log: createLogger({ level: "silent" }),
  });
  const opening = own.withPage({ context: "none", signal: never, answer: async () => null }, async () => 1);
  await expect(opening).rejects.toMatchObject({
    rung: "needs_attention",
    message: expect.stringContaining("MILLRACE_CHROMIUM"),
  });
});
