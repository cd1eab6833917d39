import { NeedsAttention } from "@millrace/platform/errors";
import type { CheckReport } from "../../connectors/context.ts";
import { missingDatabase, type TreasureDataApi } from "./api.ts";
import type { TreasureDataSettings } from "./settings.ts";

/** Lists the tables of the database: proves key, address and database at once. */
export async function checkTreasureData(
  api: TreasureDataApi,
  settings: TreasureDataSettings,
  signal: AbortSignal,
): Promise<CheckReport> {
  const { database, api_url: apiUrl } = settings;
  try {
    const tables = await api.countTables(database, signal);
    if (tables === null) return refused(missingDatabase(database), "database");
    const held = tables === 1 ? "1 table" : `${tables} tables`;
    return {
      isOk: true,
      message: `${new URL(apiUrl).host} answers; the database ${database} has ${held}.`,
      setting: null,
    };
  } catch (error) {
    if (!(error instanceof NeedsAttention)) throw error;
    // Refused before anything was asked of the account: the address itself (private, no certificate).
    const setting = error.facts["status"] === undefined ? "api_url" : error.facts["setting"];
    return refused(error, typeof setting === "string" ? setting : null);
  }
}

const refused = (error: NeedsAttention, setting: string | null): CheckReport => ({
  isOk: false,
  message: error.message,
  setting,
});
