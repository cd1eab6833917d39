import { escapeHtml } from "@millrace/platform/simulation";
import { Hono } from "hono";
import type { z } from "zod";
import type { Account } from "./account.ts";
import type { TreasureDataEnv } from "./answer.ts";
import { treasureDataFaults, type TreasureDataFaultInput } from "./faults.ts";
import { rowsOf, type StoredRecord } from "./row-chunk.ts";
import { treasureDataSwitches, type TreasureDataSwitchesInput } from "./settings.ts";
import { jsonWithBigints, shownValue } from "./shown-value.ts";
import { reportTable, type SimulatedTable } from "./tables.ts";

/** What can be done to the simulator while it runs. */
export interface TreasureDataControls {
  setFaults: (faults: TreasureDataFaultInput) => void;
  setSwitches: (switches: TreasureDataSwitchesInput) => void;
  reset: () => void;
}

const defaultLimit = 1_000;
const shownRows = 20;

/** Under `/_simulator`: what arrived, and the switches. */
export function adminRoutes(account: Account, controls: TreasureDataControls): Hono<TreasureDataEnv> {
  const app = new Hono<TreasureDataEnv>();
  app.get("/tables", (context) => context.json({ tables: account.tables.all().map(reportTable) }));
  app.get("/tables/:database/:table", (context) => {
    const { database, table } = context.req.param();
    const found = account.tables.find(database, table);
    if (found === null) return context.json({ error: `There is no table ${database}.${table}.` }, 404);
    const limit = Number(context.req.query("limit") ?? defaultLimit);
    return json({ ...reportTable(found), records: firstRows(found, limit) });
  });
  app.get("/sessions", (context) => context.json({ sessions: account.sessions.list() }));
  app.get("/requests", (context) =>
    context.json({ total: account.log.total(), requests: account.log.entries() }),
  );
  app.get("/faults", (context) =>
    context.json({ settings: account.options.faults.settings(), struck: account.options.faults.struck() }),
  );
  app.post("/faults", async (context) => {
    const given = treasureDataFaults.safeParse(await context.req.json<unknown>().catch(() => null));
    return given.success ? done(() => controls.setFaults(given.data)) : refused(given.error);
  });
  app.get("/settings", (context) => context.json(account.options.switches()));
  app.post("/settings", async (context) => {
    const asked = await context.req.json<object | null>().catch(() => null);
    const given = treasureDataSwitches.safeParse({ ...account.options.switches(), ...asked });
    return given.success ? done(() => controls.setSwitches(given.data)) : refused(given.error);
  });
  app.post("/reset", () => done(controls.reset));
  return app;
}

/** "Look what arrived": the tables and their first rows. */
export function arrivalsPage(account: Account): string {
  const tables = account.tables.all().map(tableSection).join("\n");
  const sessions = account.sessions
    .list()
    .map(
      ({ name, status, parts }) =>
        `<li><code>${escapeHtml(name)}</code> · ${status} · ${parts.length} parts</li>`,
    )
    .join("\n");
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Treasure Data (simulated)</title>
<style>body{font:15px/1.5 system-ui;margin:2rem}table{border-collapse:collapse;margin:.5rem 0 2rem}th,td{border:1px solid #ccc;padding:.2rem .5rem;text-align:left;white-space:nowrap;max-width:24rem;overflow:hidden;text-overflow:ellipsis}div{overflow-x:auto}</style>
<p role="note">Simulated by Millrace: nothing here is real.</p>
<h1>What arrived at Treasure Data</h1>
${tables || "<p>No table yet.</p>"}
<h2>Bulk import sessions</h2>
${sessions === "" ? "<p>None is left.</p>" : `<ul>${sessions}</ul>`}</html>`;
}

function tableSection(table: SimulatedTable): string {
  const { database, name, rows, schema } = reportTable(table);
  const columns = ["time", ...schema.map(([column]) => column)];
  const cells = (tag: string, texts: readonly string[]): string =>
    `<tr>${texts.map((text) => `<${tag}>${escapeHtml(text)}</${tag}>`).join("")}</tr>`;
  const first = firstRows(table, shownRows).map((row) =>
    cells(
      "td",
      columns.map((column) => (row[column] === null ? "" : shownValue(row[column]))),
    ),
  );
  return `<section><h2>${escapeHtml(`${database}.${name}`)}</h2><p>${rows} rows${rows > shownRows ? `, the first ${shownRows}` : ""}</p>
<div><table>${cells("th", columns)}${first.join("")}</table></div></section>`;
}

function firstRows(table: SimulatedTable, limit: number): StoredRecord[] {
  return rowsOf(table.chunks).take(limit).toArray();
}

function json(value: unknown): Response {
  return new Response(jsonWithBigints(value), { headers: { "content-type": "application/json" } });
}

function done(act: () => void): Response {
  act();
  return new Response(null, { status: 204 });
}

const refused = (error: z.ZodError): Response => Response.json({ error: error.issues }, { status: 400 });
