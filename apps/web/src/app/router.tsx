import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from "@tanstack/react-router";
import type { PostSearch, View } from "../posts/list/search.ts";
import { readSearch } from "../posts/list/search.ts";
import { readConnectionSearch } from "../connect/list/search.ts";
import { readSyncSearch } from "../connect/sync/sync-search.ts";
import { readTraceSearch } from "../connect/trace/trace-search.ts";
import { readWizardSearch } from "../connect/wizard/wizard-search.ts";
import { readDeadLetterSearch } from "../operate/dead-letters/dead-letter-search.ts";
import { readOverviewSearch } from "../operate/overview/overview-search.ts";
import { readRunSearch } from "../operate/runs/run-search.ts";
import { readCompareSearch } from "../sites/compare/compare-search.ts";
import { readSiteSearch } from "../sites/list/search.ts";
import { readWorkspaceSearch } from "../sites/workspace.ts";
import { RoutePending } from "./route-pending.tsx";
import { RouteProblem, NotFound } from "./route-problem.tsx";
import { House } from "./house.tsx";

const rootRoute = createRootRoute({ component: House, notFoundComponent: NotFound });

const homeRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/",
  beforeLoad: () => redirect({ to: "/posts", replace: true, throw: true }),
});

const postsPage = (view: View) =>
  lazyRouteComponent(
    () => import("../posts/routes.tsx"),
    ({ all: "AllPosts", favourites: "FavouritePosts", trash: "TrashedPosts" } as const)[view],
  );
const detailPage = (view: View) =>
  lazyRouteComponent(
    () => import("../posts/routes.tsx"),
    ({ all: "AllDetail", favourites: "FavouriteDetail", trash: "TrashedDetail" } as const)[view],
  );
const validateSearch = (raw: Record<string, unknown>): PostSearch => readSearch(raw);

const postsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/posts",
  validateSearch,
  component: postsPage("all"),
});
const postRoute = createRoute({
  getParentRoute: () => postsRoute,
  path: "$postId",
  component: detailPage("all"),
});
const favouritesRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/favourites",
  validateSearch,
  component: postsPage("favourites"),
});
const favouriteRoute = createRoute({
  getParentRoute: () => favouritesRoute,
  path: "$postId",
  component: detailPage("favourites"),
});
const trashRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/trash",
  validateSearch,
  component: postsPage("trash"),
});
const trashedRoute = createRoute({
  getParentRoute: () => trashRoute,
  path: "$postId",
  component: detailPage("trash"),
});

const collectionsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/collections",
  component: lazyRouteComponent(() => import("../posts/collections/collections-page.tsx"), "CollectionsPage"),
});
const sourcesRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/sources",
  component: lazyRouteComponent(() => import("../posts/sources/sources-page.tsx"), "SourcesPage"),
});
const statsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/stats",
  component: lazyRouteComponent(() => import("../posts/stats/stats-page.tsx"), "StatsPage"),
});

const operate = () => import("../operate/routes.tsx");
const overviewRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/operate",
  validateSearch: readOverviewSearch,
  component: lazyRouteComponent(operate, "OverviewPage"),
});
const runsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/operate/runs",
  validateSearch: readRunSearch,
  component: lazyRouteComponent(operate, "RunsPage"),
});
const runRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/operate/runs/$runId",
  component: lazyRouteComponent(operate, "RunPage"),
});
const queuesRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/operate/queues",
  component: lazyRouteComponent(operate, "QueuesPage"),
});
const schedulesRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/operate/schedules",
  component: lazyRouteComponent(operate, "SchedulesPage"),
});
const deadLettersRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/operate/dead-letters",
  validateSearch: readDeadLetterSearch,
  component: lazyRouteComponent(operate, "DeadLettersPage"),
});
const workersRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/operate/workers",
  component: lazyRouteComponent(operate, "WorkersPage"),
});
const budgetsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/operate/budgets",
  component: lazyRouteComponent(operate, "BudgetsPage"),
});
const storageRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/operate/storage",
  component: lazyRouteComponent(operate, "StoragePage"),
});

const identity = () => import("../identity/routes.tsx");
const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/sign-in",
  component: lazyRouteComponent(identity, "SignInPage"),
});
const linkRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/sign-in/link",
  component: lazyRouteComponent(identity, "LinkPage"),
});
const setupRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/setup",
  component: lazyRouteComponent(identity, "SetupPage"),
});
const invitationRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/invitation",
  component: lazyRouteComponent(identity, "InvitationPage"),
});
const accountRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/account",
  component: lazyRouteComponent(identity, "AccountPage"),
});
const peopleRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/house/people",
  component: lazyRouteComponent(identity, "PeoplePage"),
});
const auditRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/house/audit",
  component: lazyRouteComponent(identity, "AuditPage"),
});
const settingsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/house/settings",
  component: lazyRouteComponent(() => import("../settings/settings-page.tsx"), "SettingsPage"),
});
const backupsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/house/backups",
  component: lazyRouteComponent(() => import("../backups/backups-page.tsx"), "BackupsPage"),
});

const sites = () => import("../sites/routes.tsx");
const sitesRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/sites",
  validateSearch: readSiteSearch,
  component: lazyRouteComponent(sites, "WebsitesPage"),
});
const siteRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/sites/$websiteId",
  component: lazyRouteComponent(sites, "WebsitePage"),
});
const siteCompareRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/sites/compare",
  validateSearch: readCompareSearch,
  component: lazyRouteComponent(sites, "ComparePage"),
});
const siteImportsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/sites/imports",
  validateSearch: readWorkspaceSearch,
  component: lazyRouteComponent(sites, "ImportsPage"),
});
const siteImportRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/sites/imports/$importId",
  component: lazyRouteComponent(sites, "ImportPage"),
});
const siteSnapshotsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/sites/snapshots",
  validateSearch: readWorkspaceSearch,
  component: lazyRouteComponent(sites, "SnapshotsPage"),
});

const scraping = () => import("../sites/scraping-routes.tsx");
const siteSessionsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/sites/sessions",
  validateSearch: readWorkspaceSearch,
  component: lazyRouteComponent(scraping, "SessionsPage"),
});
const siteSessionRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/sites/sessions/$sessionId",
  component: lazyRouteComponent(scraping, "SessionPage"),
});
const siteProvidersRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/sites/providers",
  component: lazyRouteComponent(scraping, "ProvidersPage"),
});
const siteAlertsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/sites/alerts",
  validateSearch: readWorkspaceSearch,
  component: lazyRouteComponent(scraping, "AlertsPage"),
});

const connect = () => import("../connect/routes.tsx");
const connectionsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/connect",
  validateSearch: readConnectionSearch,
  component: lazyRouteComponent(connect, "ConnectionsPage"),
});
const newConnectionRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/connect/new",
  validateSearch: readWizardSearch,
  component: lazyRouteComponent(connect, "NewConnectionPage"),
});
const connectionRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/connect/$connectionId",
  component: lazyRouteComponent(connect, "ConnectionPage"),
});
const editConnectionRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/connect/$connectionId/edit",
  validateSearch: readWizardSearch,
  component: lazyRouteComponent(connect, "EditConnectionPage"),
});
const syncRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/connect/syncs/$syncId",
  validateSearch: readSyncSearch,
  component: lazyRouteComponent(connect, "SyncPage"),
});
const traceRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/connect/trace",
  validateSearch: readTraceSearch,
  component: lazyRouteComponent(connect, "TracePage"),
});

const rooms = () => import("../rooms/routes.tsx");
const studioRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/studio",
  component: lazyRouteComponent(rooms, "StudioRoom"),
});
const storeRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/store",
  component: lazyRouteComponent(rooms, "StoreRoom"),
});

const routeTree = rootRoute.addChildren([
  homeRoute,
  postsRoute.addChildren([postRoute]),
  favouritesRoute.addChildren([favouriteRoute]),
  trashRoute.addChildren([trashedRoute]),
  collectionsRoute,
  sourcesRoute,
  statsRoute,
  overviewRoute,
  runsRoute,
  runRoute,
  queuesRoute,
  schedulesRoute,
  deadLettersRoute,
  workersRoute,
  budgetsRoute,
  storageRoute,
  signInRoute,
  linkRoute,
  setupRoute,
  invitationRoute,
  accountRoute,
  peopleRoute,
  settingsRoute,
  backupsRoute,
  auditRoute,
  sitesRoute,
  siteRoute,
  siteCompareRoute,
  siteImportsRoute,
  siteImportRoute,
  siteSnapshotsRoute,
  siteSessionsRoute,
  siteSessionRoute,
  siteProvidersRoute,
  siteAlertsRoute,
  connectionsRoute,
  newConnectionRoute,
  connectionRoute,
  editConnectionRoute,
  syncRoute,
  traceRoute,
  studioRoute,
  storeRoute,
]);

export const router = createRouter({
  routeTree,
  defaultPreload: "intent",
  defaultPendingComponent: RoutePending,
  defaultErrorComponent: RouteProblem,
  defaultNotFoundComponent: NotFound,
  scrollRestoration: false,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
  interface HistoryState {
    /** The navigation keeps the focus where it is (j / k through the list, filters). */
    keepFocus?: boolean;
  }
}
