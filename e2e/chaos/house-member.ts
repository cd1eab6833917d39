import { startProgram, type ChildProgram, type KillTarget } from "@millrace/platform/testing";

const houseProcess = new URL("../../apps/server/testing/house-process.ts", import.meta.url);

/** A process of a house that is killed and started again, always at the same address. */
export class HouseMember implements KillTarget {
  readonly name: string;
  readonly url: string;
  readonly #env: NodeJS.ProcessEnv;
  #child: ChildProgram | null = null;
  #isUp = false;

  constructor(options: { name: string; role: "web" | "worker"; port: number; env: NodeJS.ProcessEnv }) {
    this.name = options.name;
    this.url = `http://127.0.0.1:${options.port}`;
    this.#env = { ...options.env, MILLRACE_ROLE: options.role, PORT: String(options.port) };
  }

  pid(): number | null {
    return this.#isUp ? (this.#child?.pid ?? null) : null;
  }

  /** Resolves when it listens; one that still runs is ended first. */
  async start(): Promise<void> {
    this.#isUp = false;
    await this.#child?.[Symbol.asyncDispose]();
    const child = startProgram(houseProcess, [], this.#env);
    this.#child = child;
    await child.nextLine();
    this.#isUp = true;
  }

  /** Asks it to stop; resolves with its exit code. */
  async stop(): Promise<number | null> {
    this.#child?.kill("SIGTERM");
    return this.#child === null ? null : this.#child.ended;
  }
}
