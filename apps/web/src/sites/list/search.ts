import type { WebsiteFilters, WebsiteOrder, WebsiteStatus } from "@millrace/sites/contract";
import { websiteStatuses } from "../words.ts";
import { readWorkspaceSearch, workspaceOf, type WorkspaceSearch } from "../workspace.ts";

/** Not measured for a day, a week, thirty days. */
export const ages = ["1d", "7d", "30d"] as const;
export type Age = (typeof ages)[number];

/** What the address says after "?"; everything absent by default, so that a plain address stays plain. */
export interface SiteSearch extends WorkspaceSearch {
  q?: string;
  status?: WebsiteStatus;
  tag?: string;
  /** Last measured before: an age, or a day as "2026-11-21" in the reader's time zone. */
  before?: Age | `${number}-${number}-${number}`;
  /** Only websites without a value for this metric. */
  missing?: string;
  archived?: true;
  sort?: string;
  direction?: "desc";
  /** The metric drawn as a small curve in each row. */
  trend?: string;
}

/** Changes the address; undefined takes a filter away. */
export type ChangeSearch = (change: { [Key in keyof SiteSearch]?: SiteSearch[Key] | undefined }) => void;

type Absentable<T> = { [Key in keyof T]?: T[Key] | undefined };

/** Leaves out the keys whose value is undefined. */
export function withoutAbsent<T extends object>(values: Absentable<T>): T {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as T;
}

function text(value: unknown, maxLength: number): string | undefined {
  if (typeof value !== "string" && typeof value !== "number") return undefined;
  const cut = String(value).slice(0, maxLength);
  return cut === "" ? undefined : cut;
}

/** The API refuses a whole list for a metric's name that can be none. */
function name(value: unknown): string | undefined {
  return typeof value === "string" && /^[a-z][a-z0-9_]{0,59}$/u.test(value) ? value : undefined;
}

const isDay = (value: unknown): value is `${number}-${number}-${number}` =>
  typeof value === "string" && /^\d{4}-\d{2}-\d{2}$/u.test(value) && !Number.isNaN(Date.parse(value));

/** Reads an address leniently: what it does not understand is left out. */
export function readSiteSearch(raw: Record<string, unknown>): SiteSearch {
  const before = raw["before"];
  return withoutAbsent<SiteSearch>({
    ...readWorkspaceSearch(raw),
    q: text(raw["q"], 200),
    status: websiteStatuses.find((status) => status === raw["status"]),
    tag: text(raw["tag"], 40),
    before: ages.find((age) => age === before) ?? (isDay(before) ? before : undefined),
    missing: name(raw["missing"]),
    archived: raw["archived"] === true ? true : undefined,
    sort: name(raw["sort"]),
    direction: raw["direction"] === "desc" ? "desc" : undefined,
    trend: name(raw["trend"]),
  });
}

const hourMs = 3_600_000;

/** The instant an age or a day stands for; ages end at the last full hour, so that the same list is not asked for every second. */
export function beforeInstant(before: NonNullable<SiteSearch["before"]>, nowMs: number): string {
  const age = ages.find((candidate) => candidate === before);
  if (age === undefined) return new Date(`${before}T00:00:00`).toISOString();
  const hours = { "1d": 24, "7d": 7 * 24, "30d": 30 * 24 }[age];
  return new Date(Math.floor(nowMs / hourMs) * hourMs - hours * hourMs).toISOString();
}

/** The filters of the API for an address. */
export function filtersOf(search: SiteSearch, nowMs: number): WebsiteFilters {
  return withoutAbsent<WebsiteFilters>({
    workspace: workspaceOf(search),
    q: search.q,
    status: search.status,
    tag: search.tag,
    missing: search.missing,
    archived: search.archived === true ? "true" : "false",
    measured_before: search.before === undefined ? undefined : beforeInstant(search.before, nowMs),
  });
}

/** What the curve shows when the address names no metric. */
export const usualTrend = "organic_traffic";

export function orderOf(search: SiteSearch): WebsiteOrder {
  return {
    sort: search.sort ?? "domain",
    direction: search.direction ?? "asc",
    trend: search.trend ?? usualTrend,
  };
}

const filterNames = ["status", "tag", "before", "missing", "archived"] as const;

/** How many filters narrow the list; the text search, the order and the workspace are none. */
export const countFilters = (search: SiteSearch): number =>
  filterNames.filter((filter) => search[filter] !== undefined).length;

export const noFilters = {
  status: undefined,
  tag: undefined,
  before: undefined,
  missing: undefined,
  archived: undefined,
} as const;
