/** Sessions, providers and alerts, in one file to load. */
export { AlertsPage } from "./alerts/alerts-page.tsx";
export { ProvidersPage } from "./providers/providers-page.tsx";
export { SessionPage } from "./sessions/session-page.tsx";
export { SessionsPage } from "./sessions/sessions-page.tsx";
