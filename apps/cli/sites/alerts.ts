import { alertRule, type AlertRule } from "@millrace/sites/contract";
import { z } from "zod";
import { askHouse } from "../operate/ask-house.ts";
import { tableOf } from "../operate/table.ts";
import { instantText } from "../operate/units.ts";
import type { SitesFlags } from "./call-sites.ts";

/** `sites alerts`: the rules of a workspace. */
export function showAlerts({ workspace, ...flags }: SitesFlags): Promise<void> {
  return askHouse(
    {
      path: `/scraping/alerts?workspace=${workspace}`,
      answer: z.object({ items: z.array(alertRule) }),
      lines: ({ items }) =>
        items.length === 0 ? [`No alert rule in the ${workspace} workspace.`] : ruleTable(items),
    },
    flags,
  );
}

function ruleTable(rules: readonly AlertRule[]): string[] {
  return tableOf(rules, [
    { heading: "rule", of: ({ name }) => name },
    { heading: "when", of: conditionText },
    { heading: "tags", of: ({ tags }) => (tags.length === 0 ? null : tags.join(", ")) },
    { heading: "tells", of: ({ channel }) => channel.kind },
    { heading: "state", of: ({ is_enabled: isEnabled }) => (isEnabled ? "on" : "off") },
    { heading: "fired", of: ({ last_fired_at: fired }) => instantText(fired) },
  ]);
}

/** "visits down 30 % in 7 days". */
function conditionText({ metric, condition }: AlertRule): string {
  if (condition.kind === "falls_by") return `${metric} down ${condition.percent} % in ${condition.days} days`;
  if (condition.kind === "rises_by") return `${metric} up ${condition.percent} % in ${condition.days} days`;
  return `${metric} ${condition.kind} ${condition.value}`;
}
