import { z } from "@hono/zod-openapi";
import { messageOf } from "@millrace/platform/errors";
import type { SettingsGroup } from "@millrace/platform/config";
import { isReference, type Secrets } from "@millrace/platform/secrets";
import { resolveSecret, type EffectiveSetting } from "@millrace/platform/settings";
import type { SettingGroup, SettingView } from "../settings-contract.ts";

/** The settings as the page shows them, by group in the order of their description. */
export async function settingGroupsOf(
  settings: readonly EffectiveSetting[],
  secrets: Secrets,
): Promise<SettingGroup[]> {
  const groups = new Map<string, SettingGroup>();
  for (const setting of settings) {
    const { page } = setting.description;
    if (page === undefined) continue;
    const group = groups.get(page.group.name) ?? emptyGroup(page.group);
    groups.set(group.name, group);
    group.settings.push(await viewOf(setting, page, secrets));
  }
  return [...groups.values()];
}

function emptyGroup({ name, title }: SettingsGroup): SettingGroup {
  return { name, title, settings: [] };
}

type Page = NonNullable<EffectiveSetting["description"]["page"]>;

async function viewOf(setting: EffectiveSetting, page: Page, secrets: Secrets): Promise<SettingView> {
  const { name, description, value, origin, givenWhere, kept } = setting;
  const isSecret = description.isSecret === true;
  const shown = isSecret ? await secretViewOf(setting, secrets) : openViewOf(setting);
  return {
    name,
    env: description.env,
    label: page.label,
    about: { en: description.about, fr: page.aboutInFrench },
    is_secret: isSecret,
    is_set: value !== null,
    origin: origin === "settings page" ? "settings_page" : origin,
    is_editable: givenWhere === null,
    updated_at: kept?.updatedAt.toISOString() ?? null,
    updated_by: kept?.updatedBy ?? null,
    ...shown,
  };
}

type Shown = Pick<SettingView, "schema" | "value" | "default" | "reference" | "problem">;

function openViewOf({ description: { schema }, value, problem }: EffectiveSetting): Shown {
  const { $schema: _dialect, ...form } = z.toJSONSchema(schema, { io: "output", unrepresentable: "any" });
  return { schema: form, value, default: schema.parse(undefined), reference: null, problem };
}

async function secretViewOf(setting: EffectiveSetting, secrets: Secrets): Promise<Shown> {
  const { value } = setting;
  return {
    schema: { type: "string" },
    value: null,
    default: null,
    reference: typeof value === "string" && isReference(value) ? value : null,
    problem: await secretProblem(setting, secrets),
  };
}

/** Why a secret can't be used at this moment: its key is lost, its reference leads nowhere or to something else. */
async function secretProblem(setting: EffectiveSetting, secrets: Secrets): Promise<string | null> {
  return await resolveSecret(setting, secrets).then(
    () => null,
    (error: unknown) => messageOf(error),
  );
}
