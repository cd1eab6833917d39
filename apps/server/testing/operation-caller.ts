import fc from "fast-check";
import type { DescribedApi, NamedOperation, Parameter, Schema } from "./described-api.ts";
import { valuesOf } from "./values-of-schema.ts";

/** What one request carries, before it is written as text. */
export interface Input {
  path: Record<string, unknown>;
  query: Record<string, unknown>;
  header: Record<string, unknown>;
  body: unknown;
}

export interface OperationAnswer {
  status: number;
  type: string | null;
  text: string;
  /** null where the answer is no JSON. */
  json: unknown;
}

/** Asks a running server what its description says may be asked, and holds its answers against it. */
export interface OperationCaller {
  inputsOf(operation: NamedOperation): fc.Arbitrary<Input>;
  send(operation: NamedOperation, input: Input): Promise<OperationAnswer>;
  /** What an answer lacks of what the description promises; empty when it keeps its word. */
  brokenPromises(operation: NamedOperation, answer: OperationAnswer): string[];
}

export function callerOf(url: string, api: DescribedApi): OperationCaller {
  return {
    inputsOf: (operation) => inputsOf(api, operation),
    send: (operation, input) => send(url, operation, input),
    brokenPromises: (operation, answer) =>
      answer.status >= 400 ? faultsOfRefusal(api, answer) : faultsOfSuccess(api, operation, answer),
  };
}

/** The body an operation takes, of its first type. */
export function bodyOf({ operation }: NamedOperation): { type: string; schema: Schema } | null {
  const [content] = Object.entries(operation.requestBody?.content ?? {});
  return content === undefined ? null : { type: content[0], schema: content[1].schema };
}

export function parametersIn({ operation }: NamedOperation, place: Parameter["in"]): Parameter[] {
  return (operation.parameters ?? []).filter((parameter) => parameter.in === place);
}

/** How a value is written in an address or a header. */
export function textOf(value: unknown): string {
  return typeof value === "string" ? value : (JSON.stringify(value) ?? "");
}

function inputsOf(api: DescribedApi, operation: NamedOperation): fc.Arbitrary<Input> {
  const record = (place: Parameter["in"]): fc.Arbitrary<Record<string, unknown>> => {
    const parameters = parametersIn(operation, place);
    const values = Object.fromEntries(parameters.map(({ name, schema }) => [name, valuesOf(api, schema)]));
    const required = parameters.filter((one) => one.required === true || place === "path");
    return fc.record(values, { requiredKeys: required.map(({ name }) => name) }) as fc.Arbitrary<
      Record<string, unknown>
    >;
  };
  const body = bodyOf(operation);
  return fc.record({
    path: record("path"),
    query: record("query"),
    header: record("header"),
    body: body === null ? fc.constant(undefined) : valuesOf(api, body.schema),
  });
}

async function send(url: string, operation: NamedOperation, input: Input): Promise<OperationAnswer> {
  const { method } = operation;
  const headers = Object.fromEntries(
    Object.entries(input.header).map(([name, value]) => [name, headerSafe(textOf(value))]),
  );
  const content = contentOf(operation, input.body);
  if (content.type !== null) headers["content-type"] = content.type;
  const init: RequestInit = { method, headers, body: content.body };
  const answer = await fetch(addressOf(url, operation, input), init);
  const text = await answer.text();
  const type = answer.headers.get("content-type");
  return { status: answer.status, type, text, json: /[/+]json/u.test(type ?? "") ? JSON.parse(text) : null };
}

function addressOf(url: string, { path }: NamedOperation, input: Input): string {
  const address = path.replaceAll(/\{(.+?)\}/gu, (_, name: string) => {
    const text = textOf(input.path[name]).toWellFormed();
    // "." and ".." are resolved away by every client.
    return /^\.{0,2}$/u.test(text) ? "x" : encodeURIComponent(text);
  });
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(input.query)) query.set(name, textOf(value).toWellFormed());
  return `${url}${address}?${query.toString()}`;
}

function headerSafe(text: string): string {
  return text.replaceAll(/[^\x21-\x7e]/gu, "-") || "-";
}

/** The type is null where the client writes it itself, with the boundary of the parts. */
function contentOf(
  operation: NamedOperation,
  value: unknown,
): { type: string | null; body: string | FormData | null } {
  const described = bodyOf(operation);
  if (described === null) return { type: null, body: null };
  if (described.type === "multipart/form-data") return { type: null, body: multipart(value) };
  return { type: described.type, body: JSON.stringify(value) ?? "" };
}

function multipart(body: unknown): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries((body ?? {}) as Record<string, unknown>))
    for (const part of [value].flat()) form.append(name, part instanceof File ? part : textOf(part));
  return form;
}

/** Refusals of these are about something that was sent, and say what. */
const inputStatuses = new Set([400, 413, 415, 422]);

function faultsOfRefusal(api: DescribedApi, { status, type, json, text }: OperationAnswer): string[] {
  if (status >= 500 && status !== 503) return [`${status}: ${text}`];
  if (type !== "application/problem+json") return [`a refusal of type ${type}`];
  const fault = api.faultOf({ $ref: "#/components/schemas/Problem" }, json);
  if (fault !== null) return [fault];
  const { field } = json as { field?: string };
  return inputStatuses.has(status) && field === undefined ? [`no field: ${text}`] : [];
}

function faultsOfSuccess(
  api: DescribedApi,
  { operation }: NamedOperation,
  { status, json, text }: OperationAnswer,
): string[] {
  const described = operation.responses[String(status)];
  if (described === undefined) return [`status ${status} is not described`];
  const schema = described.content?.["application/json"]?.schema;
  const fault = schema === undefined || json === null ? null : api.faultOf(schema, json);
  return fault === null ? [] : [`the answer is not as described: ${fault}: ${text.slice(0, 500)}`];
}
