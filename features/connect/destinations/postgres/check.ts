import { Broken, NeedsAttention, type LadderError } from "@millrace/platform/errors";
import type { CheckReport, ConnectorContext } from "../../connectors/context.ts";
import { ladderFault } from "./faults.ts";
import { openPool } from "./open-pool.ts";
import type { PostgresSettings } from "./settings.ts";

/** server_version_num of the first Postgres with generated columns, which are asked about. */
const oldestVersion = 120_000;

/** Signs in and asks whether tables may be made in the schema. */
export async function checkPostgres(
  settings: PostgresSettings,
  context: ConnectorContext,
): Promise<CheckReport> {
  try {
    return await ask(settings, context);
  } catch (error) {
    return reportOf(ladderFault(error));
  }
}

interface Server {
  version: string;
  number: number;
  database: string;
  user: string;
  /** null: there is no such schema. */
  may_create: boolean | null;
}

async function ask(settings: PostgresSettings, context: ConnectorContext): Promise<CheckReport> {
  const pool = openPool(settings, context);
  try {
    const { rows } = await pool.query<Server>(
      `select current_setting('server_version') as version, current_setting('server_version_num')::int as number,
         current_database() as database, current_user as user,
         (select has_schema_privilege(oid, 'create') from pg_namespace where nspname = $1) as may_create`,
      [settings.schema],
    );
    const [server] = rows;
    if (server === undefined)
      throw new Broken("Postgres answered a question about itself with no row. Report this.");
    return judge(server, settings.schema);
  } finally {
    await pool.end();
  }
}

function judge({ version, number, database, user, may_create }: Server, schema: string): CheckReport {
  const refuse = (message: string, setting: string): CheckReport => ({ isOk: false, message, setting });
  if (number < oldestVersion)
    return refuse(`Postgres ${version} is too old; 12 or later is needed. Change the setting url.`, "url");
  if (may_create === null)
    return refuse(
      `The database ${database} has no schema ${schema}. Create it, or change the setting schema.`,
      "schema",
    );
  if (!may_create)
    return refuse(
      `${user} may not create tables in the schema ${schema}. Grant it, or change the setting schema.`,
      "schema",
    );
  const message = `Postgres ${version}, database ${database}: ${user} may create tables in ${schema}.`;
  return { isOk: true, message, setting: null };
}

/** A server that can't be reached is a matter of the address, as far as a check can tell. */
function reportOf(fault: LadderError): CheckReport {
  if (fault.rung === "transient")
    return {
      isOk: false,
      message: `${fault.message} Is the setting url right, and may this machine reach it?`,
      setting: "url",
    };
  if (!(fault instanceof NeedsAttention)) throw fault;
  const { setting } = fault.facts;
  return { isOk: false, message: fault.message, setting: typeof setting === "string" ? setting : "url" };
}
