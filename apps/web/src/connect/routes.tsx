/** The pages of Connect, in one file to load. */
export { ConnectionPage } from "./detail/connection-page.tsx";
export { ConnectionsPage } from "./list/connections-page.tsx";
export { SyncPage } from "./sync/sync-page.tsx";
export { TracePage } from "./trace/trace-page.tsx";
export { EditConnectionPage } from "./wizard/edit-connection-page.tsx";
export { NewConnectionPage } from "./wizard/new-connection-page.tsx";
