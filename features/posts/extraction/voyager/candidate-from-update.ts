import { type AuthorFacts, type Candidate, emptyCandidate, known } from "../candidate.ts";
import { countOf } from "../counts.ts";
import { isObject, type JsonObject, listAt, objectAt, stringAt } from "../json-access.ts";
import { canonicalPermalink, canonicalProfileUrl, kindOfProfile } from "../linkedin-url.ts";
import { isFollowerCount, saysLimited, saysPromoted } from "../page-words.ts";
import { isRelativeAge, saysEdited } from "../relative-age.ts";
import { mediaOfContent } from "./content-media.ts";
import type { EntityGraph } from "./entity-graph.ts";
import { unwrapUnion } from "./find-updates.ts";
import { readTextView, textOf } from "./text-view.ts";
import { readUpdateUrns } from "./update-urns.ts";

/** What one update of the feed says. */
export function candidateFromUpdate(update: JsonObject, path: string, graph: EntityGraph): Candidate {
  const candidate = emptyCandidate("embedded-json");
  Object.assign(candidate, readUpdateUrns(update, path, graph));
  readPermalink(candidate, update, path, graph);
  const actor = objectAt(update, "actor");
  candidate.author = readActor(candidate, actor, `${path}.actor`);
  readCommentary(candidate, update, path);
  readSocial(candidate, update, path, graph);
  const media = mediaOfContent(graph.follow(update, "content"), graph);
  candidate.media = {
    value: media,
    path: `${path}.content`,
    raw: media.map((item) => item.url ?? item.title ?? item.kind).join(" "),
  };
  candidate.promoted = readPromoted(update, actor, path);
  readAudience(candidate, update, actor);
  readReshared(candidate, update, path, graph);
  return candidate;
}

function readReshared(candidate: Candidate, update: JsonObject, path: string, graph: EntityGraph): void {
  const reshared = graph.follow(update, "resharedUpdate");
  if (reshared !== null) {
    candidate.reshared = candidateFromUpdate(unwrapUnion(reshared), `${path}.resharedUpdate`, graph);
    return;
  }
  if (graph.reference(update, "resharedUpdate") === null) candidate.reshared = null;
}

function metadataOf(update: JsonObject): JsonObject | null {
  return objectAt(update, "updateMetadata") ?? objectAt(update, "metadata");
}

function readPermalink(candidate: Candidate, update: JsonObject, path: string, graph: EntityGraph): void {
  const shareUrl = stringAt(objectAt(update, "socialContent"), "shareUrl") ?? stringAt(update, "permalink");
  candidate.permalink =
    known(canonicalPermalink(shareUrl), `${path}.socialContent.shareUrl`, shareUrl) ??
    permalinkOfActions(update, path, graph);
}

/** The "copy link" action of the post's menu holds its address. */
function permalinkOfActions(update: JsonObject, path: string, graph: EntityGraph): Candidate["permalink"] {
  const actions = graph.follow(metadataOf(update), "updateActions") ?? graph.follow(update, "updateActions");
  for (const action of listAt(actions, "actions")) {
    const url = stringAt(action, "url");
    const permalink =
      url?.includes("/posts/") === true
        ? known(canonicalPermalink(url), `${path}.updateActions`, url)
        : undefined;
    if (permalink !== undefined) return permalink;
  }
  return undefined;
}

function readActor(candidate: Candidate, actor: JsonObject | null, path: string): AuthorFacts {
  const facts: AuthorFacts = {};
  if (actor === null) return facts;
  facts.name = known(textOf(actor.name)?.trim(), `${path}.name.text`);
  readProfile(facts, actor, path);
  readDescription(candidate, facts, actor, path);
  readSubDescription(candidate, actor, path);
  return facts;
}

function readProfile(facts: AuthorFacts, actor: JsonObject, path: string): void {
  const navigation = objectAt(actor, "navigationContext");
  const target = stringAt(navigation, "actionTarget") ?? stringAt(navigation, "url");
  const profileUrl = canonicalProfileUrl(target);
  facts.profileUrl = known(profileUrl, `${path}.navigationContext.actionTarget`, target);
  const urn = stringAt(actor, "urn") ?? stringAt(actor, "backendUrn");
  const kind = (profileUrl === null ? null : kindOfProfile(profileUrl)) ?? kindOfActorUrn(urn);
  facts.kind = known(
    kind,
    profileUrl === null ? `${path}.urn` : `${path}.navigationContext.actionTarget`,
    urn ?? target,
  );
}

function kindOfActorUrn(urn: string | null): "person" | "company" | null {
  if (urn === null) return null;
  if (/urn:li:(?:member|person|fsd_profile|fs_miniProfile):/.test(urn)) return "person";
  return /urn:li:(?:company|organization|fsd_company|fs_miniCompany|school|fsd_school):/.test(urn)
    ? "company"
    : null;
}

function readDescription(candidate: Candidate, facts: AuthorFacts, actor: JsonObject, path: string): void {
  const description = textOf(actor.description)?.trim() ?? "";
  if (description !== "" && isFollowerCount(description))
    candidate.reasons["author.headline"] = `only_followers:${description}`;
  else if (description !== "" && !saysPromoted(description))
    facts.headline = { value: description, path: `${path}.description.text`, raw: description };
}

function readSubDescription(candidate: Candidate, actor: JsonObject, path: string): void {
  const spoken = stringAt(objectAt(actor, "subDescription"), "accessibilityText");
  const shown = textOf(actor.subDescription);
  const sub = (shown ?? spoken ?? "").trim();
  if (sub === "" || !isRelativeAge(sub)) return;
  const at = `${path}.subDescription.${shown === null ? "accessibilityText" : "text"}`;
  candidate.age = { value: sub, path: at, raw: sub };
  candidate.edited = { value: saysEdited(sub), path: at, raw: sub };
}

function readCommentary(candidate: Candidate, update: JsonObject, path: string): void {
  const view = readTextView(update.commentary);
  if (view === null) {
    if (update.commentary === null) candidate.reasons.text = "no_text_of_its_own";
    return;
  }
  candidate.text = { value: view.text, path: `${path}.commentary.text.text`, raw: view.text };
  const at = `${path}.commentary.text.attributes`;
  if (view.mentions !== null)
    candidate.mentions = {
      value: view.mentions,
      path: at,
      raw: view.mentions.map((item) => item.text).join(" "),
    };
  if (view.hashtags !== null)
    candidate.hashtags = {
      value: view.hashtags,
      path: at,
      raw: view.hashtags.map((item) => item.text).join(" "),
    };
}

/** The totals are the sum over all reaction kinds; the paging totals are the fallback of older answers. */
function readSocial(candidate: Candidate, update: JsonObject, path: string, graph: EntityGraph): void {
  const detail = graph.follow(update, "socialDetail");
  const totals =
    graph.follow(detail, "totalSocialActivityCounts") ?? graph.follow(update, "socialActivityCounts");
  const at = `${path}.socialDetail`;
  const places = [
    ["reactions", "numLikes", sumOfKinds(totals) ?? pagingTotal(detail, "likes")],
    ["comments", "numComments", pagingTotal(detail, "comments")],
    ["reposts", "numShares", detail?.totalShares],
  ] as const;
  for (const [field, key, fallback] of places) {
    const value = totals?.[key] ?? fallback;
    const count = countOf(value);
    if (count !== null)
      candidate[field] = { value: count, path: `${at}.totalSocialActivityCounts.${key}`, raw: String(value) };
  }
}

/** The reactions of all kinds together, where the answer lists them by kind only. */
function sumOfKinds(totals: JsonObject | null): number | null {
  const counts = listAt(totals, "reactionTypeCounts").map((kind) => (isObject(kind) ? kind.count : null));
  if (counts.length === 0 || !counts.every((count) => typeof count === "number")) return null;
  return counts.reduce((sum, count) => sum + count, 0);
}

function pagingTotal(detail: JsonObject | null, key: string): unknown {
  return objectAt(objectAt(detail, key), "paging")?.total;
}

function readPromoted(update: JsonObject, actor: JsonObject | null, path: string): Candidate["promoted"] {
  const metadata = metadataOf(update);
  const sponsored = sponsoredBy(update, metadata);
  if (sponsored !== null) return { value: true, path: `${path}.updateMetadata`, raw: sponsored };
  if (typeof update.isSponsored === "boolean")
    return { value: update.isSponsored, path: `${path}.isSponsored`, raw: String(update.isSponsored) };
  const lines = [textOf(actor?.subDescription), textOf(actor?.description)].map((line) => line ?? "");
  const [sub = ""] = lines;
  const words = lines.find(saysPromoted);
  if (words !== undefined) return { value: true, path: `${path}.actor`, raw: words };
  return metadata === null && sub === ""
    ? undefined
    : { value: false, path: `${path}.updateMetadata`, raw: sub };
}

/** The advertisement's id in the tracking data, or in the ids of the update and its menu. */
function sponsoredBy(update: JsonObject, metadata: JsonObject | null): string | null {
  const sponsored =
    objectAt(objectAt(metadata, "trackingData"), "sponsoredTracking") ??
    objectAt(metadata, "sponsoredMetadata");
  if (sponsored !== null) return stringAt(sponsored, "adUrn") ?? "sponsored";
  const ids = [stringAt(update, "entityUrn"), stringAt(metadata, "*updateActions")].join(" ");
  return /sponsoredCreative:|adServing:\(/.test(ids) ? ids : null;
}

/** Posts for connections or group members only are marked here; the audience is told in words too. */
function readAudience(candidate: Candidate, update: JsonObject, actor: JsonObject | null): void {
  const metadata = metadataOf(update);
  const audience =
    stringAt(metadata, "shareAudience") ?? stringAt(objectAt(metadata, "shareAudienceInfo"), "type");
  const sub = objectAt(actor, "subDescription");
  const words = stringAt(sub, "accessibilityText") ?? "";
  if (audience !== null && audience !== "PUBLIC") candidate.limitedAudience = `shareAudience ${audience}`;
  else if (saysLimited(words)) candidate.limitedAudience = words;
  else if (audience === null && hasPeopleIcon(sub))
    candidate.limitedAudience = "shown with the connections icon";
}

function hasPeopleIcon(sub: JsonObject | null): boolean {
  const marks = [...listAt(sub, "attributes"), ...listAt(sub, "attributesV2")].filter(isObject);
  const icons = marks.map(
    (mark) => stringAt(mark, "artDecoIcon") ?? stringAt(objectAt(mark, "detailData"), "icon") ?? "",
  );
  return icons.some((icon) => /PEOPLE|GROUP|LOCK/i.test(icon)) && !icons.some((icon) => /GLOBE/i.test(icon));
}
