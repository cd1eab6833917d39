/** A test run's main process: starts the run's server, prints where it is, and stays until it is killed. */
import { platformMigrations } from "@millrace/platform/db";
import { startTestServer } from "@millrace/platform/testing";

const server = await startTestServer([platformMigrations]);
process.stdout.write(`${server.adminUrl}\n`);
setInterval(() => undefined, 60_000);
