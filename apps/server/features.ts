import type { Engine, QueueSettings, Schedule, WorkflowHandler } from "@millrace/engine";
import {
  connectMigrations,
  createConnectFeature,
  type ConnectFeature,
  type ConnectOptions,
} from "@millrace/connect/feature";
import type { Api } from "@millrace/platform/api";
import type { MigrationSource } from "@millrace/platform/db";
import type { Budget, PoliteClient } from "@millrace/platform/http";
import type { BudgetSettings } from "@millrace/platform/settings/budget";
import {
  createPostsFeature,
  postsMigrations,
  type PostsFeature,
  type PostsOptions,
} from "@millrace/posts/feature";
import {
  createSitesFeature,
  sitesMigrations,
  type SitesFeature,
  type SitesOptions,
} from "@millrace/sites/feature";
import type { PermissionTable } from "@millrace/identity/contract";
import type { RecordStream } from "@millrace/platform/streams";
import { identityMigrations, type IdentityFeature } from "@millrace/identity/feature";

/** What a room hands to the server: everything it wants plugged in. */
export interface Feature {
  name: string;
  /** Which roles hold each of its permissions. */
  permissions: PermissionTable;
  /** What the polite client may spend on each of its vendors. */
  budgets: readonly Budget[];
  /** Budgets of accounts that come and go; default none. */
  budgetOf?(account: string): Budget | null;
  /** Those of its budgets whose limits the settings page changes; default none. */
  budgetSettings?: readonly BudgetSettings<string>[];
  queues: readonly QueueSettings[];
  /** Runs it wants started at planned times; default none. */
  schedules?: readonly Schedule[];
  handlers(http: PoliteClient): WorkflowHandler[];
  /** Writes down what its records still read of runs that are about to be pruned; default nothing. May be repeated. */
  beforePrune?(engine: Pick<Engine, "list">): Promise<void>;
  /** Deletes what the room itself no longer needs; resolves with how many of each kind. Default nothing. May be repeated. */
  prune?(): Promise<Record<string, number>>;
  /** Brings what it keeps up to this release, before anything runs; default nothing. Every process does it, at any time. */
  atStart?(): Promise<void>;
  /** Records it offers to the other rooms; default none. */
  streams?: readonly RecordStream[];
  /** Routes below /api/v1, each `secured`. */
  routes(engine: Engine): Api;
}

/** The table of contents: every room of the house. */
export interface Features {
  posts: PostsFeature;
  sites: SitesFeature;
  connect: ConnectFeature;
  identity: IdentityFeature;
  all: readonly Feature[];
}

export const featureMigrations: readonly MigrationSource[] = [
  identityMigrations,
  postsMigrations,
  sitesMigrations,
  connectMigrations,
];

/**
 * `guests`: rooms besides the house's own, as campaigns bring them. `openIdentity` makes the door from the permissions of
 * the rooms behind it.
 */
export async function createFeatures(
  options: PostsOptions & SitesOptions & Omit<ConnectOptions, "streams">,
  guests: readonly Feature[],
  openIdentity: (rooms: readonly PermissionTable[]) => Promise<IdentityFeature>,
): Promise<Features> {
  const posts = createPostsFeature(options);
  const sites = createSitesFeature(options);
  const withStreams: readonly Feature[] = [posts, sites, ...guests];
  const connect = createConnectFeature({
    ...options,
    streams: () => withStreams.flatMap((room) => room.streams ?? []),
  });
  const rooms: readonly Feature[] = [posts, sites, connect, ...guests];
  const identity = await openIdentity(rooms.map((room) => room.permissions));
  return { posts, sites, connect, identity, all: [identity, ...rooms] };
}

/** An account's budget as the settings have it at this moment; null for an account no room declares. */
export function budgetOf(
  account: string,
  features: readonly Feature[],
  settings: Readonly<Record<string, unknown>>,
): Budget | null {
  const budget =
    features.flatMap((feature) => feature.budgets).find((one) => one.account === account) ??
    features.map((feature) => feature.budgetOf?.(account) ?? null).find((one) => one !== null) ??
    null;
  const named = features
    .flatMap((feature) => feature.budgetSettings ?? [])
    .find((one) => one.account === account);
  return budget === null || named === undefined ? budget : named.apply(budget, settings);
}
