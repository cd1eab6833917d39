import { HttpProblem, type Authorized } from "@millrace/platform/api";
import { recordAudit } from "@millrace/platform/audit";
import { inTransaction } from "@millrace/platform/db";
import type { Queryable } from "@millrace/platform/events";
import { newId } from "@millrace/platform/ids";
import type { AlertRule, AlertRuleChange, AlertRuleRequest } from "../contract.ts";
import { deleteAlertRule, getAlertRule, saveAlertRule } from "../queries/alert-rules.ts";
import type { SitesRoutesContext } from "../routes/context.ts";
import { newSigningSecret, secretName } from "./signing-secret.ts";

type Writer = Authorized<"sites:write">;
type Context = Pick<SitesRoutesContext, "db" | "secrets">;

/** Throws `HttpProblem` 404. */
export async function existingRule(db: Queryable, id: string): Promise<AlertRule> {
  const found = await getAlertRule(db, id);
  if (found !== null) return found;
  throw new HttpProblem(404, "not_found", `There is no alert rule ${id}.`, {
    action: "List the rules: GET /api/v1/scraping/alerts.",
  });
}

/** Adds a rule; a webhook's is answered with the secret its messages are signed with, this once. */
export function createRule(actor: Writer, context: Context, rule: AlertRuleRequest): Promise<AlertRule> {
  assertAddress(rule.channel.url);
  return save(actor, context, newId(), rule, { action: "alert_rule.added", isNewChannel: true });
}

/** Changes a rule; another webhook address gets a secret of its own. */
export async function changeRule(
  actor: Writer,
  context: Context,
  id: string,
  change: AlertRuleChange,
): Promise<AlertRule> {
  const { workspace, name, metric, condition, tags, channel, is_enabled } = await existingRule(
    context.db.pool,
    id,
  );
  const rule = {
    workspace,
    name: change.name ?? name,
    metric: change.metric ?? metric,
    condition: change.condition ?? condition,
    tags: change.tags ?? tags,
    channel: change.channel ?? channel,
    is_enabled: change.is_enabled ?? is_enabled,
  };
  assertAddress(rule.channel.url);
  const isNewChannel = rule.channel.url !== channel.url || rule.channel.kind !== channel.kind;
  return save(actor, context, id, rule, { action: "alert_rule.changed", isNewChannel });
}

export async function removeRule(actor: Writer, { db }: Context, id: string): Promise<void> {
  await inTransaction(db.pool, async (client) => {
    const { name } = await existingRule(client, id);
    await deleteAlertRule(client, id);
    await recordAudit(client, { actor, action: "alert_rule.deleted", subject: id, detail: { name } });
  });
}

async function save(
  actor: Writer,
  { db, secrets }: Context,
  id: string,
  rule: AlertRuleRequest,
  { action, isNewChannel }: { action: string; isNewChannel: boolean },
): Promise<AlertRule> {
  const secret = isNewChannel && rule.channel.kind === "webhook" ? newSigningSecret() : null;
  const sealed = secret === null ? null : await secrets.seal(secretName(id), secret);
  return inTransaction(db.pool, async (client) => {
    await saveAlertRule(client, id, rule, sealed);
    const { name, metric, condition, tags, is_enabled: isEnabled } = rule;
    const detail = { name, metric, condition, tags, is_enabled: isEnabled, channel: rule.channel.kind };
    await recordAudit(client, { actor, action, subject: id, detail });
    const saved = await existingRule(client, id);
    return secret === null ? saved : { ...saved, signing_secret: secret };
  });
}

/** What is no web address at all is refused here; where it leads is looked at with each message. */
function assertAddress(url: string): void {
  const { protocol, username } = new URL(url);
  if ((protocol === "https:" || protocol === "http:") && username === "") return;
  throw new HttpProblem(
    422,
    "unusable_address",
    "Alerts are sent to http and https addresses without a user name.",
    {
      field: "body.channel.url",
      action: "Give the address the receiver shows, for example https://example.com/alerts.",
    },
  );
}
