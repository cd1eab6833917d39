import { z } from "zod";
import { parsePath } from "./json-path.ts";
import { strictObject } from "./strict-object.ts";

const text = z.string().min(1);
const scalar = z.union([z.string(), z.number(), z.boolean()], {
  error: "must be a text, a number, true or false",
});
const words = z.record(z.string(), scalar);

const path = z.string().superRefine((given, context) => {
  const parsed = parsePath(given);
  if ("fault" in parsed) context.addIssue({ code: "custom", message: parsed.fault });
});

/** One of several shapes, told by `type`; an unknown one is answered with those there are. */
function oneOf<
  const Shapes extends readonly [ReturnType<typeof strictObject>, ...ReturnType<typeof strictObject>[]],
>(names: readonly string[], shapes: Shapes) {
  return z.discriminatedUnion("type", shapes, { error: `must be one of ${names.join(", ")}` });
}

const auth = oneOf(
  ["none", "bearer", "api_key", "basic", "oauth2"],
  [
    strictObject({ type: z.literal("none") }),
    strictObject({ type: z.literal("bearer"), token: text }),
    strictObject({
      type: z.literal("api_key"),
      in: z.enum(["header", "query"]).default("header"),
      name: text,
      value: text,
    }),
    strictObject({ type: z.literal("basic"), username: text, password: z.string() }),
    /** RFC 6749, 4.4: client credentials. */
    strictObject({
      type: z.literal("oauth2"),
      token_url: text,
      client_id: text,
      client_secret: text,
      scope: text.optional(),
      audience: text.optional(),
      /** Where the client's id and secret are sent: as fields, or by HTTP Basic. */
      credentials: z.enum(["body", "basic"]).default("body"),
    }),
  ],
);
export type Auth = z.output<typeof auth>;

const paginator = oneOf(
  ["none", "cursor", "page", "offset", "link_header", "next_url"],
  [
    strictObject({ type: z.literal("none") }),
    strictObject({
      type: z.literal("cursor"),
      /** Where the answer says it; nothing there: this was the last page. */
      next: path,
      /** Query parameter it is sent in; without it, `{{ page.cursor }}` stands somewhere. */
      param: text.optional(),
      /** The last page is also told by this. */
      stop_when: strictObject({ path, equals: z.union([scalar, z.null()]) }).optional(),
    }),
    strictObject({
      type: z.literal("page"),
      param: text,
      start: z.int().min(0).default(1),
      size_param: text.optional(),
      /** What the API really gives: a page with fewer records is the last. Without it, one with none is. */
      size: z.int().positive().optional(),
    }),
    strictObject({
      type: z.literal("offset"),
      offset_param: text,
      limit_param: text.optional(),
      /** As `size`: what the API really gives. */
      limit: z.int().positive().optional(),
    }),
    /** RFC 8288: rel="next". */
    strictObject({ type: z.literal("link_header") }),
    strictObject({ type: z.literal("next_url"), path }),
  ],
);
export type Paginator = z.output<typeof paginator>;

const incremental = strictObject({
  field: path,
  /** Query parameter it is sent in; without it, `{{ state.cursor }}` stands somewhere. */
  param: text.optional(),
  format: z.enum(["iso", "date", "unix", "unix_ms", "number", "text"]).default("iso"),
  /** What the first sync begins with; none: it asks for everything. */
  start: z.union([z.string(), z.number()], { error: "must be a text or a number" }).optional(),
  /** Asked for again, since records may appear late. */
  lookback_seconds: z.int().min(0).default(0),
  /** true: the oldest record comes first, so that a sync that fails in the middle has got as far as its last page. */
  is_sorted: z.boolean().default(false),
}).refine(({ format, lookback_seconds: seconds }) => seconds === 0 || !["number", "text"].includes(format), {
  message: "lookback_seconds takes a format that is a time",
  path: ["lookback_seconds"],
});
export type Incremental = z.output<typeof incremental>;

const rule = z.enum(["retry", "fail", "ignore"]);
const errors = strictObject({
  /** Where the API says in words what went wrong. */
  message: path.optional(),
  status: z
    .record(
      z
        .string()
        .regex(
          /^(?!429)[45]\d\d$/u,
          "is no status from 400 to 599, or is 429, which always waits as long as the API asks",
        ),
      z.union([rule, strictObject({ do: rule, message: text.optional() })], {
        error: "must be retry, fail or ignore, or have do: and message:",
      }),
    )
    .default({}),
});
export type ErrorRules = z.output<typeof errors>;

const stream = strictObject({
  name: text.max(200),
  about: z.string().default(""),
  path: z.string(),
  method: z.enum(["GET", "POST"]).default("GET"),
  query: words.default({}),
  headers: words.default({}),
  /** Sent as JSON. */
  body: z.json().optional(),
  /** Where the records are; a list, or one. Default: the whole answer. */
  records: path.default(""),
  /** true: nothing at `records` means no records; else it means that this is not the answer that was expected. */
  records_may_be_missing: z.boolean().default(false),
  primary_key: z.array(text).max(10).default([]),
  /** JSON Schema of a record; default: found out from the records. */
  schema: z.record(z.string(), z.unknown()).default({}),
  paginator: paginator.default({ type: "none" }),
  incremental: incremental.optional(),
  /** Besides those of all streams. */
  errors: errors.optional(),
});
export type StreamDefinition = z.output<typeof stream>;

/** A REST API as a source: what the setting `definition` holds. Text in it may have variables (`{{ secrets.token }}`). */
export const definition = strictObject({
  base_url: text,
  auth: auth.default({ type: "none" }),
  headers: words.default({}),
  /** What the API permits one account; default: five requests a second. */
  rate: strictObject({
    requests: z.int().positive().max(10_000),
    per_seconds: z.number().positive().max(86_400).default(1),
    /** At once, after a pause; default: `requests`. */
    burst: z.int().positive().max(10_000).optional(),
  }).default({ requests: 5, per_seconds: 1 }),
  errors: errors.default({ status: {} }),
  streams: z.array(stream).min(1, "has no stream"),
});
export type Definition = z.output<typeof definition>;
