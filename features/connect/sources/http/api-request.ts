import { NeedsAttention } from "@millrace/platform/errors";
import type { PoliteRequest } from "@millrace/platform/http";
import type { Value } from "../../values/value.ts";
import { writeJson } from "../../values/write-json.ts";
import { valuesOf } from "./account.ts";
import type { Auth, StreamDefinition } from "./definition.ts";
import { pagingOf, type Position } from "./pagination.ts";
import type { HttpSettings } from "./settings.ts";
import { fillText, fillValue, type TemplateValues } from "./template.ts";

/** The page to ask for. */
export interface AskedPage {
  /** 1 for the first of a stream. */
  number: number;
  position: Position;
  /** Of the incremental cursor, as it is sent; null: everything. */
  since: string | null;
}

export type ApiRequest = Required<Pick<PoliteRequest, "url" | "method" | "headers" | "call">> &
  Pick<PoliteRequest, "body">;

/** The request for a page of a stream. Throws `NeedsAttention` for an address that is none. */
export function makeRequest(
  settings: HttpSettings,
  stream: StreamDefinition,
  page: AskedPage,
  token: string | null,
): ApiRequest {
  const paging = pagingOf(stream.paginator);
  const values: TemplateValues = {
    ...valuesOf(settings),
    state: { cursor: page.since },
    page: paging.variables(page.position),
  };
  const auth = authOf(settings.definition.auth, values, token);
  const url = new URL(paging.address(page.position) ?? addressOf(settings, stream, values));
  const given = paging.address(page.position) === null ? parametersOf(stream, page, values) : {};
  for (const [name, value] of Object.entries({ ...given, ...auth.parameters }))
    url.searchParams.set(name, value);
  const body = stream.body === undefined ? undefined : writeJson(fillValue(stream.body as Value, values));
  return {
    url: url.href,
    method: stream.method,
    call: stream.name,
    headers: {
      accept: "application/json",
      ...(body === undefined ? {} : { "content-type": "application/json" }),
      ...filledWords({ ...settings.definition.headers, ...stream.headers }, values),
      ...auth.headers,
    },
    ...(body === undefined ? {} : { body }),
  };
}

function addressOf(
  { definition }: HttpSettings,
  { name, path }: StreamDefinition,
  values: TemplateValues,
): string {
  const base = fillText(definition.base_url, values);
  const rest = fillText(path, values, encodeURIComponent);
  if (base === null || rest === null)
    throw new NeedsAttention(`The address of the stream ${name} has a variable without a value.`);
  const url = URL.parse(rest === "" ? base : `${base.replace(/\/$/u, "")}/${rest.replace(/^\//u, "")}`);
  if (url === null || !/^https?:$/u.test(url.protocol))
    throw new NeedsAttention(
      `base_url and path of the stream ${name} make no web address. Write base_url with https:// in front.`,
    );
  return url.href;
}

function parametersOf(
  { query, incremental, paginator }: StreamDefinition,
  { position, since }: AskedPage,
  values: TemplateValues,
): Record<string, string> {
  const cursor = incremental?.param;
  return {
    ...filledWords(query, values),
    ...(cursor === undefined || since === null ? {} : { [cursor]: since }),
    ...pagingOf(paginator).parameters(position),
  };
}

/** Names with their values filled in; one without a value is left out. */
function filledWords(
  words: Readonly<Record<string, string | number | boolean>>,
  values: TemplateValues,
): Record<string, string> {
  const filled = Object.entries(words).map(([name, word]) => [name, fillText(String(word), values)] as const);
  return Object.fromEntries(filled.filter((each): each is readonly [string, string] => each[1] !== null));
}

interface SignedIn {
  headers: Readonly<Record<string, string>>;
  parameters: Readonly<Record<string, string>>;
}

function authOf(auth: Auth, values: TemplateValues, token: string | null): SignedIn {
  const fill = (text: string): string => fillText(text, values) ?? "";
  switch (auth.type) {
    case "none":
      return { headers: {}, parameters: {} };
    case "bearer":
      return withAuthorization(`Bearer ${fill(auth.token)}`);
    case "oauth2":
      return withAuthorization(`Bearer ${token ?? ""}`);
    case "basic":
      return withAuthorization(basic(fill(auth.username), fill(auth.password)));
    case "api_key":
      return auth.in === "header"
        ? { headers: { [auth.name.toLowerCase()]: fill(auth.value) }, parameters: {} }
        : { headers: {}, parameters: { [auth.name]: fill(auth.value) } };
  }
}

const withAuthorization = (authorization: string): SignedIn => ({
  headers: { authorization },
  parameters: {},
});

/** RFC 7617, in UTF-8. */
export const basic = (username: string, password: string): string =>
  `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;
