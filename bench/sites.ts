import { until } from "@millrace/platform/testing";
import { compareWithTruth, type PortalFaultInput } from "@millrace/sites/simulators";
import type { Session } from "@millrace/sites/contract";
import { commandOf, familyOf, memoryOf, processorSecondsOf } from "./harness/process-memory.ts";
import { atLeast, below, figure, type Row } from "./harness/result.ts";
import { startSitesProduct, type SitesProduct } from "./harness/sites-product.ts";
import type { Bench } from "./harness/run-bench.ts";

/** Websites of the first session; the others take a half of them. `BENCH_SITES` makes it smaller for a try. */
const websites = Number(process.env["BENCH_SITES"] ?? "800");
const workers = 4;
const latency = { apiMs: 150, pageMs: 600, loginMs: 150 };

/** 3 % of all requests: half of them answered by an error, the rest cut, limited, or a page where JSON should be. */
const threeOfHundred: PortalFaultInput = {
  server_error: { probability: 0.015 },
  mirror_down: { probability: 0.007 },
  rate_limit: { probability: 0.004 },
  html_instead: { probability: 0.004 },
};
/** 10 % of the calls of the API. */
const tenOfHundred: PortalFaultInput = {
  server_error: { probability: 0.05, calls: ["summary", "trend", "engagement"] },
  mirror_down: { probability: 0.05, calls: ["summary", "trend", "engagement"] },
};

/** Metrics that the page is never asked for, whatever the API lacks. */
const apiMetrics = ["organic_traffic", "paid_search_traffic", "visits", "branded_traffic"];
/** Those that take all three calls. */
const metricsOfAllCalls = [...apiMetrics, "bounce_rate", "avg_visit_duration"];

/**
 * What: rate of a session beside the ideal one, coverage and wrong values, success of API and page under faults, memory.
 * How: the product as its users start it, and the simulated portal in the process of the bench. The ideal time of a website
 * is one API latency, its three calls being asked at once, and one page latency, which websites too small for a page do not
 * need; the ideal rate is all of that shared among the workers. Every stored value is compared with the portal's truth.
 */
export const sitesBench: Bench = {
  name: "sites",
  title: "Websites measured on a simulated portal",
  async run() {
    await using product = await startSitesProduct();
    const domains = Array.from({ length: websites }, (_, index) => `bench-${index}.com`);
    const ids = await product.add(domains);
    const half = ids.slice(0, Math.ceil(websites / 2));
    const rows: Row[] = [
      ...(await measureApiOnly(product, half)),
      ...(await measureRate(product, ids)),
      ...(await measureFailingApi(product, half)),
      ...(await measureChangingPages(product, half)),
      ...(await measureMemory(product, half)),
    ];
    return { rows, notes: notes() };
  },
};

async function measureRate(product: SitesProduct, ids: readonly string[]): Promise<Row[]> {
  product.portal.reset();
  product.portal.setSettings(latency);
  product.portal.setFaults(threeOfHundred);
  const members = (): number[] => membersOf(product.pid).map(({ pid }) => pid);
  const before = processorSecondsOf(members());
  const session = await product.measure({ ids, workers });
  const processorSeconds = processorSecondsOf(members()) - before;
  const measuredSeconds = secondsOf(session);
  const idealSeconds = idealSecondsOf(product, ids.length);
  const truth = await compareAll(product, ids);
  return [
    atLeast(`rate, ${workers} workers ÷ ideal rate`, idealSeconds / measuredSeconds, "×", 0.9),
    atLeast("coverage of what the portal has", (100 * truth.obtained) / truth.owed, "%", 100),
    below("wrong values", truth.wrong, "", 1),
    figure(`websites a minute, ${workers} workers`, (60 * ids.length) / measuredSeconds, ""),
    figure("processor time per website, app and browser", (1000 * processorSeconds) / ids.length, "ms"),
    figure("log-ins at the portal", product.portal.logIns(), ""),
  ];
}

async function measureFailingApi(product: SitesProduct, ids: readonly string[]): Promise<Row[]> {
  product.portal.setSettings({ apiMs: 20, pageMs: 0, loginMs: 0 });
  product.portal.setFaults(tenOfHundred);
  const { api } = await product.measure({ ids, workers, metrics: metricsOfAllCalls });
  return [
    atLeast("API success, 10 % of the calls failing", (100 * api.answered) / api.asked, "%", 99.5),
    figure("retries on the way there", api.retries, ""),
  ];
}

async function measureChangingPages(product: SitesProduct, ids: readonly string[]): Promise<Row[]> {
  product.portal.setSettings({ apiMs: 0, pageMs: 20, layout: "changing", layoutTurns: 7 });
  product.portal.setFaults({ layout_changed: { probability: 0.2 } });
  const { dom, extractor_faults: faults } = await product.measure({ ids, workers });
  const truth = await compareAll(product, ids, "conversion_rate");
  return [
    atLeast("page success, layout changing under it", (100 * truth.obtained) / truth.owed, "%", 98),
    below("wrong conversions", truth.wrong, "", 1),
    figure("pages read", dom.answered, ""),
    figure(
      "pages where a second strategy took over",
      faults.reduce((sum, { count }) => sum + count, 0),
      "",
    ),
  ];
}

async function measureMemory(product: SitesProduct, ids: readonly string[]): Promise<Row[]> {
  product.portal.setSettings({ apiMs: 50, pageMs: 200 });
  product.portal.setFaults({});
  const peak = createPeak(product.pid);
  const session = await product.measure({ ids, workers: 16 }, peak.sample);
  return [
    below("16 workers, app and browser, peak (PSS)", peak.pssMb(), "MB", 1200),
    below("16 workers, browsers at once", peak.browsers(), "", 2),
    figure("websites a minute, 16 workers", (60 * ids.length) / secondsOf(session), ""),
  ];
}

async function measureApiOnly(product: SitesProduct, ids: readonly string[]): Promise<Row[]> {
  product.portal.setSettings({ apiMs: 20 });
  // The demo's own session has left one, which goes when it is idle.
  await until(
    "the browser of the demo has gone",
    async () => !membersOf(product.pid).some(isBrowser),
    120_000,
  );
  const peak = createPeak(product.pid);
  await product.measure({ ids, workers: 16, metrics: apiMetrics }, peak.sample);
  return [below("browsers in a session that asks only the API", peak.browsers(), "", 1)];
}

/** Ideal seconds: what the portal itself takes, shared among the workers. */
function idealSecondsOf({ portal }: SitesProduct, count: number): number {
  const total = Array.from({ length: count }, (_, index) => {
    const organic = portal.truthOf(`bench-${index}.com`).metrics["organic_traffic"];
    const needsPage = organic == null || organic.value >= 1000;
    return latency.apiMs + (needsPage ? latency.pageMs : 0);
  });
  return total.reduce((sum, ms) => sum + ms, 0) / workers / 1000;
}

function secondsOf({ started_at: started, ended_at: ended }: Session): number {
  return (Date.parse(ended ?? "") - Date.parse(started ?? "")) / 1000;
}

async function compareAll(
  product: SitesProduct,
  ids: readonly string[],
  only?: string,
): Promise<{ owed: number; obtained: number; wrong: number }> {
  const stored = await product.read();
  const total = { owed: 0, obtained: 0, wrong: 0 };
  for (const id of ids) {
    const website = stored.get(id);
    if (website === undefined) throw new Error(`website ${id} is not listed any more`);
    const { domain, metrics } = product.portal.truthOf(website.domain);
    const chosen = only === undefined ? metrics : { [only]: metrics[only] ?? null };
    const { owed, obtained, missing, wrong } = compareWithTruth(website, { domain, metrics: chosen });
    total.owed += owed;
    total.obtained += obtained;
    total.wrong += wrong.length;
    for (const fault of [...missing, ...wrong]) console.error(`${domain} ${fault}`);
  }
  return total;
}

interface Member {
  pid: number;
  command: readonly string[];
}

/** The app and its browser; the database is not among them. */
function membersOf(pid: number): Member[] {
  return familyOf(pid).flatMap((member) => {
    const command = commandOf(member);
    return command === null || command[0]?.includes("postgres") === true ? [] : [{ pid: member, command }];
  });
}

/** The highest memory of the app with its browser, and the most browsers at once. */
function createPeak(pid: number): { sample: () => void; pssMb: () => number; browsers: () => number } {
  let pssMb = 0;
  let browsers = 0;
  return {
    pssMb: () => pssMb,
    browsers: () => browsers,
    sample: () => {
      const members = membersOf(pid);
      browsers = Math.max(browsers, members.filter(isBrowser).length);
      pssMb = Math.max(pssMb, memoryOf(members.map((member) => member.pid))?.pssMb ?? 0);
    },
  };
}

/** The browser's first process: the others are of a type (`--type=renderer`), and write their arguments as one. */
function isBrowser({ command }: Member): boolean {
  const text = command.join(" ");
  const [program = ""] = text.split(" --");
  return /(?:chrome|chromium|headless[_-]shell)$/i.test(program.trim()) && !text.includes("--type=");
}

function notes(): string[] {
  return [
    `${websites} websites in the first session, a half of them in the others. API ${latency.apiMs} ms, page ${latency.pageMs} ms, 3 % of all requests failing. Ideal seconds = Σ over the websites (API latency + page latency where organic traffic is not below 1,000) ÷ workers: faults and their retries, log-in and saving count against us.`,
    "Page success: of the websites whose conversion the portal has, those where it was read; the layout changes between three every 7 pages, and a fifth of the pages has none of its known class names and attributes.",
  ];
}
