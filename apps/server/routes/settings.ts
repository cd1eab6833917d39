import { answers, authorized, jsonAnswer, operation, type Api } from "@millrace/platform/api";
import type { ServerContext } from "../context.ts";
import { settingChanges, settingList, type SettingList } from "../settings-contract.ts";
import { settingGroupsOf } from "./settings-view.ts";

const tags = ["Settings"];

/** `GET /settings`, `PATCH /settings`. */
export function addSettingsRoutes(api: Api, context: ServerContext): void {
  const list = operation("settings:read", {
    method: "get",
    path: "/settings",
    tags,
    summary: "Settings with their values, where each came from, and how to ask for it in a form",
    responses: { 200: jsonAnswer(settingList, "By group; of secrets only whether they are set") },
  });
  api.openapi(list, async (c) => {
    const body = await readSettings(context);
    return c.json(body, 200, { etag: `"${body.version}"` });
  });

  const change = operation("settings:write", {
    method: "patch",
    path: "/settings",
    tags,
    summary: "Change settings: all of the changes or none; every process has them within a second",
    request: { body: { content: { "application/json": { schema: settingChanges } }, required: true } },
    responses: {
      200: jsonAnswer(settingList, "The settings as they are now"),
      400: answers.badRequest,
      409: answers.conflict,
    },
  });
  api.openapi(change, async (c) => {
    await context.settings.change(authorized(c, "settings:write"), c.req.valid("json"));
    const body = await readSettings(context);
    return c.json(body, 200, { etag: `"${body.version}"` });
  });
}

async function readSettings({ settings, secrets }: ServerContext): Promise<SettingList> {
  const { version, settings: effective } = await settings.read();
  return { version, groups: await settingGroupsOf(effective, secrets) };
}
