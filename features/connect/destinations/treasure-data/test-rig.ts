import { systemClock } from "@millrace/platform/clock";
import type { ColumnType } from "../../records/column.ts";
import { Decimal, type Value } from "../../values/value.ts";
import { writeJson } from "../../values/write-json.ts";
import type { DestinationRig } from "../testing/rig.ts";
import { treasureDataDestination } from "./destination.ts";
import { treasureDataSettings, type TreasureDataSettings } from "./settings.ts";
import {
  demoTreasureDataDatabase,
  startTreasureDataSimulator,
  type TreasureDataSimulator,
  type TreasureDataSimulatorOptions,
} from "./simulator.ts";

export interface TreasureDataRig extends DestinationRig {
  simulator: TreasureDataSimulator;
  settings: TreasureDataSettings;
}

/** Treasure Data before its simulator, read as SQL reads it. */
export async function openTreasureDataRig(
  method: TreasureDataSettings["method"] = "bulk",
  options: Partial<TreasureDataSimulatorOptions> = {},
): Promise<TreasureDataRig> {
  const simulator = await startTreasureDataSimulator({ clock: systemClock, ...options });
  const settings = treasureDataSettings.parse({
    api_key: simulator.apiKey,
    database: demoTreasureDataDatabase,
    method,
    api_url: simulator.url,
    import_url: simulator.url,
  });
  const tooMany = method === "bulk" ? 4097 : 513;
  return {
    name: `treasure-data by ${method}`,
    destination: treasureDataDestination,
    settings,
    simulator,
    read: (target) => Promise.resolve(simulator.select(demoTreasureDataDatabase, target).map(withoutTime)),
    seen,
    wrong: [
      { what: "a key of somebody else", settings: { ...settings, api_key: "1/other" }, setting: "api_key" },
      {
        what: "a database that is not there",
        settings: { ...settings, database: "nowhere" },
        setting: "database",
      },
    ],
    unholdable: [
      { what: "a table of two letters", target: "ab", named: "ab" },
      { what: "a column named time", columns: [{ name: "time", type: "timestamp" }], named: "time" },
      { what: "a column named v", columns: [{ name: "v", type: "text" }], named: "v" },
      {
        what: `${tooMany} columns`,
        columns: Array.from({ length: tooMany }, (_, index) => ({ name: `column_${index}`, type: "text" })),
        named: `column_${tooMany - 2}`,
      },
    ],
    [Symbol.asyncDispose]: () => simulator.close(),
  };
}

/** `time` is Treasure Data's own column: no batch has it. */
function withoutTime(row: Readonly<Record<string, unknown>>): Record<string, Value> {
  const { time: _time, ...rest } = row as Readonly<Record<string, Value>>;
  return rest;
}

/** Truth values, decimals, nested values and what exceeds 64 bits are text. */
function seen(value: Value, type: ColumnType): Value {
  if (value === null) return null;
  if (type === "json") return writeJson(value);
  if (type === "number") return Number(value instanceof Decimal ? value.text : value);
  if (type !== "integer") return textOf(value);
  const isTooLarge = typeof value === "bigint" && (value < -(2n ** 63n) || value >= 2n ** 64n);
  return isTooLarge ? String(value) : value;
}

function textOf(value: Value): string {
  if (typeof value === "string") return value.toWellFormed();
  return value instanceof Decimal ? value.text : writeJson(value);
}
