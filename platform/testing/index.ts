export { createTestDatabase, type TestDatabase } from "./test-database.ts";
export { startTestServer, testServerVariable, type TestServer } from "./test-server.ts";
