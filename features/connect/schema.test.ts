import { schemaDrift } from "@millrace/platform/testing/schema-drift";
import { expect, test } from "vitest";
import * as schema from "./schema.ts";

const drift = schemaDrift("connect", schema, new URL("./migrations/", import.meta.url));

test("drizzle-kit finds nothing to migrate: the last migration was written for the tables of schema.ts", async () => {
  expect(await drift.missingStatements()).toEqual([]);
});

test("a database brought up by the migrations has the very columns, constraints and indexes that schema.ts declares", async () => {
  const { migrated, declared } = await drift.catalogs();
  expect(migrated).toEqual(declared);
});
