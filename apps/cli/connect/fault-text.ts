import { connectionRequest, connectionSchedule, streamChoice } from "@millrace/connect/contract";
import type { z } from "zod";

type Issue = z.core.$ZodIssue;

/** What a zod issue says of a connection's file, and what to write instead: "streams.0.mode must be one of …". */
export function faultText(issue: Issue, written: unknown): string {
  const { path, ...fault } = innermost(issue, valueAt(written, issue.path));
  const place = path.map(String).join(".");
  if (fault.code === "unrecognized_keys") return unknownText(place, fault.keys, path);
  if (fault.code === "invalid_value") return `${place} must be one of ${fault.values.map(String).join(", ")}`;
  if (fault.code === "invalid_type") return typeText(place, fault.expected, valueAt(written, path));
  if (fault.code === "too_small" || fault.code === "too_big") return boundText(place, fault);
  const message = fault.message.replace(/[.:\s]+$/u, "");
  return `${place}: ${message.charAt(0).toLowerCase()}${message.slice(1)}`;
}

/** Of a choice between shapes, the fault of the shape that was meant: a text or a list of fields. */
function innermost(issue: Issue, value: unknown): Issue {
  if (issue.code !== "invalid_union") return issue;
  const meant = issue.errors.find(([first]) => !(first?.code === "invalid_type" && first.path.length === 0));
  const [fault] = (typeof value === "string" ? undefined : meant) ?? issue.errors[0] ?? [];
  if (fault === undefined) return issue;
  return innermost({ ...fault, path: [...issue.path, ...fault.path] }, valueAt(value, fault.path));
}

function typeText(place: string, expected: string, value: unknown): string {
  if (value === undefined) return `${place} is missing`;
  const names: Readonly<Record<string, string>> = {
    string: "a text",
    object: "fields with values",
    record: "fields with values",
    array: "a list",
    number: "a number",
    int: "a whole number",
    boolean: "true or false",
  };
  return `${place} must be ${names[expected] ?? expected}`;
}

type Bound =
  | Pick<z.core.$ZodIssueTooSmall, "code" | "origin" | "minimum">
  | Pick<z.core.$ZodIssueTooBig, "code" | "origin" | "maximum">;

const countedThings: Readonly<Record<string, string>> = { string: " characters", array: " items" };

function boundText(place: string, fault: Bound): string {
  const what = countedThings[fault.origin] ?? "";
  if (fault.code === "too_big") return `${place} may be at most ${fault.maximum}${what}`;
  return what !== "" && fault.minimum === 1
    ? `${place} is empty`
    : `${place} must be at least ${fault.minimum}${what}`;
}

function unknownText(place: string, keys: readonly string[], path: readonly PropertyKey[]): string {
  const known = Object.keys(shapeAt(path)).join(", ");
  const where = place === "" ? "a connection" : place;
  return `${where} has no field ${keys.map((key) => `"${key}"`).join(", ")}; there are ${known}`;
}

function shapeAt([first]: readonly PropertyKey[]): Readonly<Record<string, unknown>> {
  if (first === "streams") return streamChoice.shape;
  return first === "schedule" ? connectionSchedule.shape : connectionRequest.shape;
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (inner, key) =>
      typeof inner === "object" && inner !== null ? (inner as Record<PropertyKey, unknown>)[key] : undefined,
    value,
  );
}
