/** The pages below /operate, in one file to load: who looks at one soon looks at another. */
export { BudgetsPage } from "./budgets/budgets-page.tsx";
export { DeadLettersPage } from "./dead-letters/dead-letters-page.tsx";
export { OverviewPage } from "./overview/overview-page.tsx";
export { QueuesPage } from "./queues/queues-page.tsx";
export { RunPage } from "./runs/run-page.tsx";
export { RunsPage } from "./runs/runs-page.tsx";
export { SchedulesPage } from "./schedules/schedules-page.tsx";
export { StoragePage } from "./storage/storage-page.tsx";
export { WorkersPage } from "./workers/workers-page.tsx";
