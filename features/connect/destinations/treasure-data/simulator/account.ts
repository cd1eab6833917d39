import type { Clock } from "@millrace/platform/clock";
import { createRequestLog, type RequestLog } from "@millrace/platform/simulation";
import type { TreasureDataFaults } from "./faults.ts";
import type { KeepOptions } from "./row-chunk.ts";
import { Sessions } from "./sessions.ts";
import type { TreasureDataSwitches } from "./settings.ts";
import { Tables } from "./tables.ts";

/** A call as it was answered. */
export interface ServedCall {
  at: string;
  /** "bulk_import/show" */
  call: string;
  method: string;
  path: string;
  /** Of the body that came. */
  bytes: number;
  /** Null: the connection was cut. */
  status: number | null;
  fault: string | null;
}

export interface AccountOptions {
  clock: Clock;
  apiKey: string;
  databases: readonly string[];
  keep: KeepOptions;
  switches: () => TreasureDataSwitches;
  faults: TreasureDataFaults;
  logCapacity: number;
  /** Ends slow answers when the server closes. */
  stopped: AbortSignal;
}

/** All that the simulated Treasure Data remembers of its one account. */
export class Account {
  readonly options: AccountOptions;
  readonly log: RequestLog<ServedCall>;
  readonly #imports = new Map<string, number>();
  tables: Tables;
  sessions: Sessions;

  constructor(options: AccountOptions) {
    this.options = options;
    this.log = createRequestLog(options.logCapacity);
    this.tables = this.#emptyTables();
    this.sessions = this.#emptySessions();
  }

  now(): number {
    return this.options.clock.now();
  }

  /** Whether an import with this identifier came before, within the window; remembers it if not. */
  hasSeen(uniqueId: string): boolean {
    const { dedupWindowMs } = this.options.switches();
    const now = this.now();
    for (const [id, at] of this.#imports) {
      // Oldest first.
      if (now - at < dedupWindowMs) break;
      this.#imports.delete(id);
    }
    if (this.#imports.has(uniqueId)) return true;
    this.#imports.set(uniqueId, now);
    return false;
  }

  clear(): void {
    this.#imports.clear();
    this.log.clear();
    this.tables = this.#emptyTables();
    this.sessions = this.#emptySessions();
  }

  #emptyTables(): Tables {
    return new Tables(this.options.databases, () => this.now());
  }

  #emptySessions(): Sessions {
    return new Sessions(this.tables, this.options.switches, () => this.now());
  }
}
