import {
  randomFrom,
  serveSimulator,
  type Numbered,
  type SimulatorEntry,
} from "@millrace/platform/simulation";
import type { Clock } from "@millrace/platform/clock";
import { Hono } from "hono";
import { Account, type ServedCall } from "./simulator/account.ts";
import { adminRoutes, arrivalsPage, type TreasureDataControls } from "./simulator/admin.ts";
import type { TreasureDataEnv } from "./simulator/answer.ts";
import { bulkRoutes } from "./simulator/bulk-routes.ts";
import {
  createTreasureDataFaults,
  treasureDataFaults,
  type TreasureDataFault,
  type TreasureDataFaultInput,
} from "./simulator/faults.ts";
import { rowsOf, type StoredRecord } from "./simulator/row-chunk.ts";
import { selectRows } from "./simulator/select-rows.ts";
import type { SessionReport } from "./simulator/sessions.ts";
import {
  treasureDataSwitches,
  type TreasureDataSwitches,
  type TreasureDataSwitchesInput,
} from "./simulator/settings.ts";
import { tableRoutes } from "./simulator/table-routes.ts";
import { reportTable, type TableReport } from "./simulator/tables.ts";

export { checksumOfKeys } from "./simulator/key-checksum.ts";

/** What the simulated account takes for its key, and its database. */
export const demoTreasureDataKey = "1/simulated-treasure-data-key";
export const demoTreasureDataDatabase = "crm";

export interface TreasureDataSimulatorOptions {
  clock: Clock;
  /** Loopback by default. */
  host?: string;
  /** 0 (default) = any free port. */
  port?: number;
  /** Of the chance in faults. Default "millrace". */
  seed?: string;
  apiKey?: string;
  /** Default `crm` alone: a database is never made by who writes to it. */
  databases?: readonly string[];
  /** false: rows are looked at and counted, not kept, for millions of them. Default true. */
  keepRows?: boolean;
  /** Columns whose values make the checksum of a table; default none: the whole record. */
  keyColumns?: readonly string[];
  settings?: TreasureDataSwitchesInput;
  faults?: TreasureDataFaultInput;
  /** Requests remembered; default 20 000. */
  logCapacity?: number;
}

/** Treasure Data's API on loopback, both of its hosts in one, with a memory. */
export interface TreasureDataSimulator extends AsyncDisposable {
  readonly url: string;
  readonly apiKey: string;
  tables(): TableReport[];
  /** Records as they were sent; integers beyond ±(2^53 − 1) are bigints. Empty where there is no such table. */
  records(database: string, table: string): StoredRecord[];
  /** The same as SQL sees them: the columns of the schema, each read as its type. */
  select(database: string, table: string): StoredRecord[];
  sessions(): SessionReport[];
  /** What was served, oldest first. */
  requests(): Numbered<ServedCall>[];
  setFaults(faults: TreasureDataFaultInput): void;
  /** How often each fault has struck since the faults were set. */
  struck(): Partial<Record<TreasureDataFault, number>>;
  /** Changes those that are given. */
  setSettings(settings: TreasureDataSwitchesInput): void;
  /** As started: no tables, no sessions, faults and settings as given at the start. */
  reset(): void;
  close(): Promise<void>;
}

/** For demo mode and `apps/simulators`: jobs take a moment, as the real ones do. */
export const treasureDataSimulator: SimulatorEntry = {
  name: "treasure-data",
  start: ({ clock, host, port, seed }) =>
    startTreasureDataSimulator({
      clock,
      ...(host === undefined ? {} : { host }),
      ...(port === undefined ? {} : { port }),
      ...(seed === undefined ? {} : { seed }),
      settings: { performMs: 1_500, commitMs: 300 },
    }),
};

/** Starts Treasure Data on loopback. Throws `UserFacingError` when the port can't be used. */
export async function startTreasureDataSimulator(
  options: TreasureDataSimulatorOptions,
): Promise<TreasureDataSimulator> {
  const stopped = new AbortController();
  const { account, controls } = openAccount(options, stopped.signal);
  const served = await serveSimulator({
    label: "Treasure Data",
    fetch: application(account, controls).fetch,
    host: options.host ?? "127.0.0.1",
    port: options.port ?? 0,
  });
  const close = async (): Promise<void> => {
    stopped.abort();
    await served.close();
  };
  const find = (database: string, table: string) => account.tables.find(database, table);
  return {
    url: served.url,
    apiKey: account.options.apiKey,
    tables: () => account.tables.all().map(reportTable),
    records: (database, table) => [...rowsOf(find(database, table)?.chunks ?? [])],
    select: (database, table) => {
      const found = find(database, table);
      return found === null ? [] : [...selectRows(found)];
    },
    sessions: () => account.sessions.list(),
    requests: () => account.log.entries(),
    setFaults: controls.setFaults,
    struck: () => account.options.faults.struck(),
    setSettings: controls.setSwitches,
    reset: controls.reset,
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** The account and the hands on its switches. */
function openAccount(
  options: TreasureDataSimulatorOptions,
  stopped: AbortSignal,
): { account: Account; controls: TreasureDataControls } {
  const { clock, seed = "millrace", keepRows = true, keyColumns = [] } = options;
  const initialFaults = treasureDataFaults.parse(options.faults ?? {});
  const initialSwitches = treasureDataSwitches.parse(options.settings ?? {});
  let switches: TreasureDataSwitches = initialSwitches;
  const faults = createTreasureDataFaults(initialFaults, randomFrom(`${seed}/treasure-data`));
  const account = new Account({
    clock,
    apiKey: options.apiKey ?? demoTreasureDataKey,
    databases: options.databases ?? [demoTreasureDataDatabase],
    keep: { keepRows, keyColumns },
    switches: () => switches,
    faults,
    logCapacity: options.logCapacity ?? 20_000,
    stopped,
  });
  const controls: TreasureDataControls = {
    setFaults: (given) => faults.set(treasureDataFaults.parse(given)),
    setSwitches: (given) => void (switches = treasureDataSwitches.parse({ ...switches, ...given })),
    reset: () => {
      account.clear();
      faults.set(initialFaults);
      switches = initialSwitches;
    },
  };
  return { account, controls };
}

function application(account: Account, controls: TreasureDataControls): Hono<TreasureDataEnv> {
  const app = new Hono<TreasureDataEnv>();
  tableRoutes(app, account);
  bulkRoutes(app, account);
  app.route("/_simulator", adminRoutes(account, controls));
  app.get("/", (context) => context.html(arrivalsPage(account)));
  return app;
}
