import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { until } from "@millrace/platform/testing";

const launcher = fileURLToPath(new URL("../../apps/cli/bin/millrace.js", import.meta.url));
const simulatorsProgram = fileURLToPath(new URL("../../apps/simulators/main.ts", import.meta.url));

/** The product as its users start it: a process of its own, to be killed and started again on the same folder. */
export class Product {
  readonly url: string;
  readonly dataFolder: string;
  readonly #environment: Readonly<Record<string, string>>;
  #child: ChildProcess | null = null;
  #errorText = "";

  /** `demoUrl`: a simulated site that outlives the product; without it the product starts its own. */
  constructor(options: {
    port: number;
    dataFolder: string;
    demoUrl?: string;
    environment?: Readonly<Record<string, string>>;
  }) {
    this.url = `http://127.0.0.1:${options.port}`;
    this.dataFolder = options.dataFolder;
    const demo: Record<string, string> =
      options.demoUrl === undefined ? {} : { MILLRACE_DEMO_URL: options.demoUrl };
    this.#environment = { ...demo, ...options.environment };
  }

  get pid(): number | null {
    const isAlive = this.#child !== null && this.#child.exitCode === null && this.#child.signalCode === null;
    return isAlive ? (this.#child?.pid ?? null) : null;
  }

  /** Resolves with the line it prints when it listens; throws what it wrote to stderr when it ends instead. */
  async start(): Promise<string> {
    const child = spawn(process.execPath, [launcher, "start", "--json", "--port", new URL(this.url).port], {
      env: { ...process.env, MILLRACE_DATA: this.dataFolder, ...this.#environment, LOG_LEVEL: "warn" },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#child = child;
    this.#errorText = "";
    child.stderr.on("data", (chunk: Buffer) => {
      this.#errorText = (this.#errorText + chunk.toString()).slice(-20_000);
    });
    const ended = once(child, "exit").then(() => {
      throw new Error(`The product ended before it listened: ${this.#errorText}`);
    });
    const [line] = (await Promise.race([once(createInterface(child.stdout), "line"), ended])) as [string];
    return line;
  }

  /** Starts it again after its death; one that runs is ended first. */
  async restart(): Promise<void> {
    if (this.#child?.exitCode === null && this.#child.signalCode === null) {
      // A process killed a moment ago still looks alive until its end is reported here.
      const ended = once(this.#child, "exit");
      this.#child.kill("SIGKILL");
      await ended;
    }
    await this.start();
  }

  /** Pid of the embedded database's postmaster, or null while it is down. */
  async databasePid(): Promise<number | null> {
    const text = await readFile(join(this.dataFolder, "postgres", "postmaster.pid"), "utf8").catch(
      () => null,
    );
    const pid = Number(text?.split("\n")[0]);
    return Number.isInteger(pid) && pid > 0 ? pid : null;
  }

  /** Resolves when the product says that its database answers. */
  async untilHealthy(): Promise<void> {
    await until(
      "the product is healthy again",
      async () => {
        const answer = await fetch(`${this.url}/health/ready`).catch(() => null);
        return answer?.status === 200 ? true : null;
      },
      60_000,
    );
  }

  /** Asks it to stop and waits for its end. */
  async stop(): Promise<number | null> {
    const child = this.#child;
    if (child === null || this.pid === null) return null;
    const ended = once(child, "exit");
    child.kill("SIGTERM");
    await ended;
    return child.exitCode;
  }
}

/** The simulated site in a process of its own, so that it outlives the product. */
export async function startSite(options: {
  posts: number;
  everyMs: number;
  seed: number;
}): Promise<{ url: string } & AsyncDisposable> {
  const args = [
    "--posts",
    String(options.posts),
    "--every",
    String(options.everyMs),
    "--seed",
    `chaos-${options.seed}`,
    "linkedin-demo",
  ];
  const child = spawn(process.execPath, [simulatorsProgram, ...args], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [line] = (await once(createInterface(child.stdout), "line")) as [string];
  const { urls } = JSON.parse(line) as { urls: Record<string, string> };
  const url = urls["linkedin-demo"];
  if (url === undefined) throw new Error(`The simulators did not say where the site is: ${line}`);
  return {
    url,
    [Symbol.asyncDispose]: async () => {
      const ended = once(child, "exit");
      child.kill("SIGTERM");
      await ended;
    },
  };
}

/** A port nobody listens on now. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}
