import type { Known } from "../candidate.ts";
import { isObject, type JsonObject, objectAt, stringAt } from "../json-access.ts";
import { postUrnIn, timeOfUrn } from "../urn.ts";
import type { EntityGraph } from "./entity-graph.ts";

/** An activity follows its ugcPost within moments, a video's after its processing; a like comes later than that. */
const sameMomentMs = 30 * 60_000;

/**
 * The ids of the post an update shows, its own activity first. Under "X likes this" or "X reposted this" the update's
 * activity is that of the like: then the post's own ids are those of its thread and its share.
 */
export function readUpdateUrns(
  update: JsonObject,
  path: string,
  graph: EntityGraph,
): { urns: Known<string>[]; aliases: string[] } {
  const own = ownUrns(update, path, graph);
  const shown = shownUrn(update, path);
  if (shown === null) return { urns: own, aliases: [] };
  const isSocialProof = isObject(update.header) || isObject(update.contextualHeader);
  const differ = own[0] !== undefined && meanDifferentPosts(own[0].value, shown.value);
  if (isSocialProof && differ) return { urns: own, aliases: [shown.value] };
  const rest = differ ? [] : own.filter((item) => item.value !== shown.value);
  return { urns: [shown, ...rest], aliases: [] };
}

function meanDifferentPosts(own: string, shown: string): boolean {
  if (own.startsWith("urn:li:activity:") && shown.startsWith("urn:li:activity:")) return own !== shown;
  const [ownTime, shownTime] = [timeOfUrn(own), timeOfUrn(shown)];
  return ownTime !== null && shownTime !== null && Math.abs(ownTime - shownTime) > sameMomentMs;
}

function shownUrn(update: JsonObject, path: string): Known<string> | null {
  const metadata = objectAt(update, "updateMetadata") ?? objectAt(update, "metadata");
  const places: [string, string | null][] = [
    ["updateMetadata.urn", stringAt(metadata, "urn")],
    ["metadata.backendUrn", stringAt(metadata, "backendUrn")],
    ["updateMetadata.updateUrn", stringAt(metadata, "updateUrn")],
    ["entityUrn", stringAt(update, "entityUrn")],
    ["dashEntityUrn", stringAt(update, "dashEntityUrn")],
    ["urn", stringAt(update, "urn")],
  ];
  for (const [key, raw] of places) {
    const urn = postUrnIn(raw);
    if (urn !== null && raw !== null) return { value: urn, path: `${path}.${key}`, raw };
  }
  return null;
}

/** Ids by the discussion thread and by the share: they always mean the post itself. */
function ownUrns(update: JsonObject, path: string, graph: EntityGraph): Known<string>[] {
  const detail = graph.follow(update, "socialDetail");
  const metadata = objectAt(update, "updateMetadata") ?? objectAt(update, "metadata");
  const places: [string, string | null][] = [
    ["socialDetail.urn", stringAt(detail, "urn")],
    ["socialDetail.threadUrn", stringAt(detail, "threadUrn")],
    ["socialDetail.entityUrn", stringAt(detail, "entityUrn") ?? graph.reference(update, "socialDetail")],
    ["updateMetadata.shareUrn", stringAt(metadata, "shareUrn")],
  ];
  const found: Known<string>[] = [];
  for (const [key, raw] of places) {
    const urn = postUrnIn(raw);
    if (urn !== null && raw !== null && !found.some((item) => item.value === urn))
      found.push({ value: urn, path: `${path}.${key}`, raw });
  }
  return found.sort((a, b) => rank(a.value) - rank(b.value));
}

function rank(urn: string): number {
  return ["urn:li:activity:", "urn:li:ugcPost:", "urn:li:share:"].findIndex((prefix) =>
    urn.startsWith(prefix),
  );
}
