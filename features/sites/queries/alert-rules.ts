import type { Queryable } from "@millrace/platform/events";
import type { Envelope } from "@millrace/platform/secrets";
import type { AlertRule, AlertRuleRequest, Workspace } from "../contract.ts";
import { isoTime } from "./iso-time.ts";

const columns = `r.id, r.workspace, r.name, r.metric, r.condition, r.tags, r.channel, r.is_enabled,
  ${isoTime("r.created_at")} as created_at,
  (select ${isoTime("max(f.fired_at)")} from sites.fired_alert f where f.rule_id = r.id) as last_fired_at`;

/** The rules of a workspace, by name. */
export async function listAlertRules(db: Queryable, workspace: Workspace): Promise<AlertRule[]> {
  const { rows } = await db.query(
    `select ${columns} from sites.alert_rule r where r.workspace = $1 order by lower(r.name), r.id`,
    [workspace],
  );
  return rows as AlertRule[];
}

export async function getAlertRule(db: Queryable, id: string): Promise<AlertRule | null> {
  const { rows } = await db.query(`select ${columns} from sites.alert_rule r where r.id = $1`, [id]);
  return (rows as AlertRule[])[0] ?? null;
}

/** Adds a rule, or replaces the one with this id; null leaves the secret it has. */
export async function saveAlertRule(
  db: Queryable,
  id: string,
  rule: AlertRuleRequest,
  secret: Envelope | null,
): Promise<void> {
  const { workspace, name, metric, condition, tags, channel, is_enabled: isEnabled } = rule;
  await db.query(
    `insert into sites.alert_rule (id, workspace, name, metric, condition, tags, channel, is_enabled, signing_secret)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
     on conflict (id) do update
     set (name, metric, condition, tags, channel, is_enabled, signing_secret) =
         (excluded.name, excluded.metric, excluded.condition, excluded.tags, excluded.channel, excluded.is_enabled,
          coalesce(excluded.signing_secret, sites.alert_rule.signing_secret))`,
    [
      id,
      workspace,
      name,
      metric,
      JSON.stringify(condition),
      tags,
      JSON.stringify(channel),
      isEnabled,
      secret,
    ],
  );
}

/** Deletes a rule and what it fired; resolves with whether it was there. */
export async function deleteAlertRule(db: Queryable, id: string): Promise<boolean> {
  const { rowCount } = await db.query(`delete from sites.alert_rule where id = $1`, [id]);
  return rowCount === 1;
}

/** Where a rule's messages go, and what signs them. */
export interface AlertTarget {
  name: string;
  channel: AlertRuleRequest["channel"];
  /** As it is kept: sealed. null: nothing signs this channel. */
  secret: string | null;
}

export async function getAlertTarget(db: Queryable, ruleId: string): Promise<AlertTarget | null> {
  const { rows } = await db.query(
    `select name, channel, signing_secret as secret from sites.alert_rule where id = $1`,
    [ruleId],
  );
  return (rows as AlertTarget[])[0] ?? null;
}
