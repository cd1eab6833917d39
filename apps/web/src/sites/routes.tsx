/** The pages of Sites, as the router names them. */
export { ComparePage } from "./compare/compare-page.tsx";
export { WebsitePage } from "./detail/website-page.tsx";
export { ImportPage } from "./imports/import-page.tsx";
export { ImportsPage } from "./imports/imports-page.tsx";
export { WebsitesPage } from "./list/websites-page.tsx";
export { SnapshotsPage } from "./snapshots/snapshots-page.tsx";
