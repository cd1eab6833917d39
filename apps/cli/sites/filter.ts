import type { WebsiteStatus, Workspace } from "@millrace/sites/contract";
import { InvalidArgumentError } from "commander";

/** Which websites a command is about. */
export interface FilterFlags {
  workspace: Workspace;
  status?: WebsiteStatus[];
  tag?: string[];
  /** Hours. */
  olderThan?: number;
  q?: string;
  missing?: string;
  archived?: boolean;
}

type WebsiteQuery = Readonly<Record<string, string | undefined>>;

/**
 * The API's filters for these flags: one for each status that is asked for, since it takes one at a time. A website has one
 * status, so none is in two of them.
 */
export function websiteQueries(
  flags: Omit<FilterFlags, "tag"> & { tag?: string },
  nowMs: number,
): WebsiteQuery[] {
  const { workspace, olderThan, q, tag, missing, archived } = flags;
  const common = {
    workspace,
    tag,
    q,
    missing,
    archived: archived === true ? "true" : undefined,
    measured_before:
      olderThan === undefined ? undefined : new Date(nowMs - olderThan * 3_600_000).toISOString(),
  };
  const statuses = flags.status ?? [];
  return statuses.length === 0 ? [common] : statuses.map((status) => ({ ...common, status }));
}

const hoursOf: Readonly<Record<string, number>> = { m: 1 / 60, h: 1, d: 24 };

/** "24h", "90m", "7d" as hours. */
export function hours(text: string): number {
  const found = /^(?<number>\d+(?:\.\d+)?)(?<unit>[mhd])$/u.exec(text)?.groups;
  const unit = hoursOf[found?.["unit"] ?? ""];
  if (found === undefined || unit === undefined)
    throw new InvalidArgumentError("It must be a number with a unit: 90m, 24h or 7d.");
  return Number(found["number"]) * unit;
}

/** For a flag that may be given several times. */
export const collected = (value: string, before: string[] | undefined): string[] => [
  ...(before ?? []),
  value,
];
