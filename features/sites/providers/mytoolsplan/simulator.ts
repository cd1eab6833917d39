import type { Clock } from "@millrace/platform/clock";
import { randomFrom, serveSimulator, type Numbered, type ServedApp } from "@millrace/platform/simulation";
import { createAccount } from "./simulator/accounts.ts";
import type { PortalControls } from "./simulator/admin.ts";
import type { PortalHost, PortalRequest, ToolHost } from "./simulator/calls.ts";
import {
  createPortalFaults,
  portalFaults,
  type PortalFault,
  type PortalFaultInput,
} from "./simulator/faults.ts";
import { figuresOf } from "./simulator/figures.ts";
import { loginHost } from "./simulator/login-host.ts";
import { createMemory, type CallCount } from "./simulator/memory.ts";
import type { Portal } from "./simulator/portal.ts";
import { portalSettings, type PortalSettings, type PortalSettingsInput } from "./simulator/settings.ts";
import { toolHost } from "./simulator/tool-host.ts";
import { truthFrom, type MyToolsPlanTruth } from "./simulator/truth.ts";

export { demoEmail, demoPassword } from "./simulator/accounts.ts";
export type { PortalRequest } from "./simulator/calls.ts";
export type { PortalFault, PortalFaultInput } from "./simulator/faults.ts";
export type { CallCount } from "./simulator/memory.ts";
export type { PortalSettingsInput } from "./simulator/settings.ts";
export type { MyToolsPlanTruth, TrueQuantity } from "./simulator/truth.ts";

export interface MyToolsPlanSimulatorOptions {
  clock: Clock;
  /** Of the app host; its mirrors take any free ones. 0 (default) = any free port. */
  port?: number;
  /** Loopback by default: the simulator is meant for this machine. */
  host?: string;
  /** Same seed, clock and options: the same figures. Default "millrace". */
  seed?: string;
  settings?: PortalSettingsInput;
  faults?: PortalFaultInput;
  /** Requests remembered for `/_simulator/log`; default 20 000. */
  logCapacity?: number;
}

/** A metrics portal on loopback: the app host where one logs in, and two hosts that serve the tool. */
export interface MyToolsPlanSimulator extends AsyncDisposable {
  /** Address of the app host. */
  readonly url: string;
  /** Addresses of the hosts that serve the tool. */
  readonly urls: { readonly sam: string; readonly sam2: string };
  /** What is true of any domain, today or at another time. */
  truthOf: (domain: string, atMs?: number) => MyToolsPlanTruth;
  /** What was served, oldest first. */
  requests(): Numbered<PortalRequest>[];
  /** Per domain and call, since the start. */
  counts(): CallCount[];
  logIns(): number;
  setFaults(faults: PortalFaultInput): void;
  /** How often each fault has struck since the faults were set. */
  struck(): Partial<Record<PortalFault, number>>;
  /** Changes those that are given. */
  setSettings(settings: PortalSettingsInput): void;
  /** A host that is down refuses connections until it is up again, at the same address. */
  setHost: (host: ToolHost, isUp: boolean) => Promise<void>;
  /** Ends every log-in. */
  revokeLogIns(): void;
  /** As started: memory empty, nobody logged in, faults and settings as given at the start. */
  reset: () => void;
  close(): Promise<void>;
}

/** Starts the portal on loopback. Throws `UserFacingError` when the port cannot be used. */
export async function startMyToolsPlanSimulator(
  options: MyToolsPlanSimulatorOptions,
): Promise<MyToolsPlanSimulator> {
  const { clock, seed = "millrace", host = "127.0.0.1" } = options;
  const initialFaults = portalFaults.parse(options.faults ?? {});
  const initialSettings = portalSettings.parse(options.settings ?? {});
  let settings: PortalSettings = initialSettings;
  let pages = 0;
  const urls: Record<PortalHost, string> = { login: "", sam: "", sam2: "" };
  const stopped = new AbortController();
  const portal: Portal = {
    seed,
    clock,
    settings: () => settings,
    faults: createPortalFaults(initialFaults, randomFrom(`${seed}/faults`)),
    account: createAccount(clock, () => settings, seed),
    memory: createMemory(options.logCapacity ?? 20_000),
    urlOf: (name) => urls[name],
    stopped: stopped.signal,
  };
  const served = new Map<PortalHost, ServedApp>();
  const serve = async (
    name: PortalHost,
    fetch: Parameters<typeof serveSimulator>[0]["fetch"],
    port: number,
  ): Promise<void> => {
    const app = await serveSimulator({ label: "MyToolsPlan", fetch, host, port });
    urls[name] = app.url;
    served.set(name, app);
  };
  const close = async (): Promise<void> => {
    stopped.abort();
    await Promise.all([...served.values()].map((app) => app.close()));
  };
  const tools = {
    sam: toolHost(portal, "sam", () => pages++),
    sam2: toolHost(portal, "sam2", () => pages++),
  };
  const controls: PortalControls = {
    setFaults: (faults) => portal.faults.set(faults),
    setSettings: (next) => void (settings = next),
    setHost: async (name, isUp) => {
      const app = served.get(name);
      if (!isUp) {
        await app?.close();
        served.delete(name);
      } else if (app === undefined) await serve(name, tools[name].fetch, Number(new URL(urls[name]).port));
    },
    truthOf: (domain, atMs = clock.now()) => truthFrom(figuresOf(seed, domain, atMs)),
    reset: () => {
      pages = 0;
      settings = initialSettings;
      portal.faults.set(initialFaults);
      portal.memory.clear();
      portal.account.clear();
    },
  };
  try {
    await serve("login", loginHost(portal, controls).fetch, options.port ?? 0);
    await serve("sam", tools.sam.fetch, 0);
    await serve("sam2", tools.sam2.fetch, 0);
  } catch (error) {
    await close();
    throw error;
  }
  return {
    url: urls.login,
    urls: { sam: urls.sam, sam2: urls.sam2 },
    truthOf: controls.truthOf,
    requests: () => portal.memory.requests(),
    counts: () => portal.memory.counts(),
    logIns: () => portal.account.logIns(),
    setFaults: (faults) => controls.setFaults(portalFaults.parse(faults)),
    struck: () => portal.faults.struck(),
    setSettings: (next) => controls.setSettings(portalSettings.parse({ ...settings, ...next })),
    setHost: controls.setHost,
    revokeLogIns: () => portal.account.revoke(),
    reset: controls.reset,
    close,
    [Symbol.asyncDispose]: close,
  };
}
