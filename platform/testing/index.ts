export { createEmptyDatabase, createTestDatabase, type TestDatabase } from "./test-database.ts";
export { startTestServer, testServerVariable, type TestServer } from "./test-server.ts";
export { startProgram, type ChildProgram } from "./child-program.ts";
export { createTemporaryFolder, type TemporaryFolder } from "./temporary-folder.ts";
export { createMemoryFolder } from "./memory-folder.ts";
export { until } from "./until.ts";
export {
  runKillCampaign,
  type Equation,
  type KillCampaign,
  type KillRecord,
  type KillReport,
  type KillTarget,
} from "./kill-harness.ts";
export { planKills, seededRandom, type PlannedKill } from "./kill-plan.ts";
