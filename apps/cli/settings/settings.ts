import { text } from "node:stream/consumers";
import { UserFacingError } from "@millrace/platform/errors";
import { settingList, type SettingList, type SettingView } from "@millrace/server/contract";
import { loadHouseConfig } from "../load-house-config.ts";
import { printLine } from "../print.ts";
import type { ServerAccess } from "../running-server.ts";
import { callApi } from "../shared/call-api.ts";
import { withServer } from "../shared/with-server.ts";

interface OutputFlags {
  json?: boolean;
}

/** `millrace settings list` */
export async function listSettings({ json }: OutputFlags): Promise<void> {
  for (const one of settingsOf(await ask())) printLine(json === true ? JSON.stringify(one) : lineOf(one));
}

/** `millrace settings get <name>` */
export async function getSetting(name: string, { json }: OutputFlags): Promise<void> {
  const one = find(await ask(), name);
  printLine(json === true ? JSON.stringify(one) : shown(one));
}

/** `millrace settings set <name> <value>`, `unset <name>` (null). "-" reads the value from standard input. */
export async function setSetting(name: string, value: string | null, { json }: OutputFlags): Promise<void> {
  const given = value === "-" ? (await text(process.stdin)).replace(/\r?\n$/u, "") : value;
  const changed = await ask({
    method: "PATCH",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ changes: { [name]: given } }),
  });
  const one = find(changed, name);
  printLine(json === true ? JSON.stringify(one) : lineOf(one));
}

/** The settings of a running server. */
export async function readSettings(server: ServerAccess): Promise<SettingView[]> {
  return settingsOf(await callApi(settingList, server, "/settings"));
}

function ask(init: RequestInit = {}): Promise<SettingList> {
  return withServer(
    loadHouseConfig().values,
    (server) => callApi(settingList, server, "/settings", init),
    "web",
  );
}

const settingsOf = ({ groups }: SettingList): SettingView[] => groups.flatMap((group) => group.settings);

function find(list: SettingList, name: string): SettingView {
  const found = settingsOf(list).find((one) => one.name === name);
  if (found !== undefined) return found;
  const names = settingsOf(list)
    .map((one) => one.name)
    .join(", ");
  throw new UserFacingError("unknown_setting", `There is no setting "${name}"; there are ${names}.`, {
    exitCode: 2,
  });
}

function lineOf(one: SettingView): string {
  const origin = one.origin.replace("_", " ");
  const problem = one.problem === null ? "" : ` ! ${one.problem}`;
  return `${one.name.padEnd(26)} ${shown(one).padEnd(28)} ${origin.padEnd(14)} ${one.about.en} (${one.env})${problem}`;
}

function shown({ is_secret, is_set, reference, value }: SettingView): string {
  if (is_secret) return reference ?? (is_set ? "••••••" : "–");
  if (value === null) return "–";
  return typeof value === "string" ? value : JSON.stringify(value);
}
