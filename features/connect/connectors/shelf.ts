import { UserFacingError } from "@millrace/platform/errors";
import type { z } from "zod";
import type { Destination } from "../destinations/destination.ts";
import type { Source } from "../sources/source.ts";
import type { SettingsSchema } from "./settings.ts";

/** The sources and destinations there are, by id. */
export interface ConnectorShelf {
  sources: readonly Source[];
  destinations: readonly Destination[];
  /** Throws `UserFacingError` `unknown_source` or `unknown_destination`, naming those there are. */
  source(id: string): Source;
  destination(id: string): Destination;
}

export function shelveConnectors(
  sources: readonly Source[],
  destinations: readonly Destination[],
): ConnectorShelf {
  return {
    sources,
    destinations,
    source: (id) => found(sources, id, "source"),
    destination: (id) => found(destinations, id, "destination"),
  };
}

function found<Member extends { id: string }>(members: readonly Member[], id: string, kind: string): Member {
  const member = members.find((each) => each.id === id);
  if (member !== undefined) return member;
  throw new UserFacingError(
    `unknown_${kind}`,
    `There is no ${kind} named ${id}; there are: ${members.map((each) => each.id).join(", ")}.`,
    { exitCode: 2 },
  );
}

/** Settings as a connector takes them. Throws `UserFacingError` `settings_invalid` naming the first field at fault. */
export function parseSettings<Schema extends SettingsSchema>(
  connector: { id: string; settings: Schema },
  given: Readonly<Record<string, unknown>>,
): z.output<Schema> {
  const parsed = connector.settings.safeParse(given, { reportInput: true });
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new SettingsInvalid(connector.id, issue?.path.map(String) ?? [], issueText(issue));
}

/** A setting is missing or wrong. */
export class SettingsInvalid extends UserFacingError {
  /** Path of the setting within its connector's. */
  readonly path: readonly string[];

  constructor(connector: string, path: readonly string[], reason: string) {
    const name = path.length === 0 ? "The settings" : `The setting ${path.join(".")}`;
    super("settings_invalid", `${name} of ${connector} can't be used: ${reason}.`, { exitCode: 2 });
    this.path = path;
  }
}

function issueText(issue: z.core.$ZodIssue | undefined): string {
  if (issue === undefined) return "it is not valid";
  if (issue.code === "unrecognized_keys") return `there is no setting ${issue.keys.join(", ")}`;
  if (issue.code === "invalid_type" && issue.input === undefined) return "it is missing";
  return issue.message.charAt(0).toLowerCase() + issue.message.slice(1);
}
