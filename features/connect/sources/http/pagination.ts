import { NeedsAttention } from "@millrace/platform/errors";
import type { Value } from "../../values/value.ts";
import { writeJson } from "../../values/write-json.ts";
import type { Paginator } from "./definition.ts";
import { valueAt } from "./json-path.ts";
import { nextLink } from "./link-header.ts";

/** Where a page is: a cursor, a page number, an offset or an address, by the kind of paginator; null: the first page. */
export type Position = string | number | null;

/** What an answer says of the page after it. */
export interface PageFacts {
  body: Value;
  records: number;
  headers: Readonly<Record<string, string>>;
  /** It was asked at. */
  url: string;
}

/** How one kind of paginator asks for a page and finds the next one. Pure. */
export interface Paging {
  parameters(position: Position): Readonly<Record<string, string>>;
  /** What `{{ page.… }}` stands for. */
  variables(position: Position): { cursor: Value; number: Value; offset: Value };
  /** null: this was the last page. Throws `NeedsAttention` for an address at another origin. */
  next(facts: PageFacts, position: Position): Position;
  /** The whole address of a page, where the API gives it. */
  address(position: Position): string | null;
}

type Of<Type extends Paginator["type"]> = Extract<Paginator, { type: Type }>;

const nothing = { cursor: null, number: null, offset: null };
const plain: Paging = {
  parameters: () => ({}),
  variables: () => nothing,
  next: () => null,
  address: () => null,
};

export function pagingOf(paginator: Paginator): Paging {
  switch (paginator.type) {
    case "none":
      return plain;
    case "cursor":
      return byCursor(paginator);
    case "page":
      return byPage(paginator);
    case "offset":
      return byOffset(paginator);
    case "link_header":
      return byAddress(({ headers }) => nextLink(headers["link"]));
    case "next_url":
      return byAddress(({ body }) => textAt(body, paginator.path));
  }
}

function byCursor({ next, param, stop_when: stop }: Of<"cursor">): Paging {
  return {
    ...plain,
    parameters: (position) => (param === undefined || position === null ? {} : { [param]: String(position) }),
    variables: (position) => ({ ...nothing, cursor: position }),
    next: ({ body }) => {
      const isStopped = stop !== undefined && (valueAt(body, stop.path) ?? null) === stop.equals;
      return isStopped ? null : textAt(body, next);
    },
  };
}

function byPage({ param, start, size, size_param: sizeParam }: Of<"page">): Paging {
  const numberOf = (position: Position): number => Number(position ?? start);
  return {
    ...plain,
    parameters: (position) => ({
      [param]: String(numberOf(position)),
      ...(sizeParam === undefined || size === undefined ? {} : { [sizeParam]: String(size) }),
    }),
    variables: (position) => ({ ...nothing, number: numberOf(position) }),
    next: ({ records }, position) => (records < (size ?? 1) ? null : numberOf(position) + 1),
  };
}

function byOffset({ offset_param: offsetParam, limit_param: limitParam, limit }: Of<"offset">): Paging {
  return {
    ...plain,
    parameters: (position) => ({
      [offsetParam]: String(position ?? 0),
      ...(limitParam === undefined || limit === undefined ? {} : { [limitParam]: String(limit) }),
    }),
    variables: (position) => ({ ...nothing, offset: position ?? 0 }),
    next: ({ records }, position) => (records < (limit ?? 1) ? null : Number(position ?? 0) + records),
  };
}

function byAddress(find: (facts: PageFacts) => Position): Paging {
  return {
    ...plain,
    next: (facts) => {
      const found = find(facts);
      return found === null ? null : sameOrigin(String(found), facts.url);
    },
    address: (position) => (position === null ? null : String(position)),
  };
}

/** Credentials are sent with the next request: only to who got them already. */
function sameOrigin(address: string, from: string): string {
  const { origin } = new URL(from);
  const next = URL.parse(address, from);
  if (next?.origin === origin) return next.href;
  throw new NeedsAttention(
    `The next page is said to be at ${next?.origin ?? `"${address.slice(0, 100)}"`}, and only ${origin} is asked. If that is right, make it the base_url.`,
  );
}

/** A cursor as text; null where there is none. Numbers are cursors as well, 0 and "" are not. */
function textAt(body: Value, path: string): string | null {
  const found = valueAt(body, path) ?? null;
  if (found === null || found === "" || found === 0 || found === false) return null;
  return typeof found === "string" ? found : writeJson(found);
}
