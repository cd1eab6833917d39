import { confirm, log, multiselect, select, text } from "@clack/prompts";
import {
  providerHealth,
  session,
  sessionPreview,
  type Selection,
  type SessionPreview,
  type WebsitesSummary,
  type WebsiteStatus,
  type Workspace,
} from "@millrace/sites/contract";
import { z } from "zod";
import type { ServerAccess } from "../../running-server.ts";
import { durationText } from "../../operate/units.ts";
import { callSites, jsonRequest } from "../call-sites.ts";
import { sessionRequestOf } from "../measure.ts";
import { answered, type Terminal } from "./terminal.ts";

const statuses = [
  "pending",
  "partial",
  "failed",
  "completed",
  "na",
] as const satisfies readonly WebsiteStatus[];

/** Asks what to measure and how, shows what that would do, and starts it; resolves with the session's id, null when it was not started. */
export async function startSession(
  server: ServerAccess,
  workspace: Workspace,
  summary: WebsitesSummary,
  terminal: Terminal,
): Promise<string | null> {
  const selection = await askSelection(summary, terminal);
  const provider = await askProvider(server, terminal);
  const workers = Number(await askNumber("Workers (1 to 16)", "2", 1, 16, terminal));
  const fresh = Number(
    await askNumber("Skip what was measured in the last … hours", "24", 0, 8_760, terminal),
  );
  const start = { workspace, selection, provider, workers, priority: 10, fresh };
  const request = sessionRequestOf(start);
  const preview = await callSites(
    sessionPreview,
    server,
    "/scraping/sessions/preview",
    jsonRequest("POST", request),
  );
  log.info(previewText(preview), { output: terminal.output });
  if (preview.to_measure === 0) return null;
  if (!answered(await confirm({ message: "Start?", ...terminal }))) return null;
  return (await callSites(session, server, "/scraping/sessions", jsonRequest("POST", request))).id;
}

export function previewText({ selected, fresh, to_measure: count, seconds }: SessionPreview): string {
  const time = seconds === null || seconds === 0 ? "" : `, at least ${durationText(seconds * 1_000)}`;
  return `${selected} selected, ${fresh} fresh, ${count} to measure${time}`;
}

async function askSelection(summary: WebsitesSummary, terminal: Terminal): Promise<Selection> {
  const status = answered(
    await multiselect<WebsiteStatus>({
      message: "Which status? (none: any)",
      options: statuses.map((value) => ({
        value,
        label: `${value} (${summary.by_status[value] ?? 0})`,
      })),
      initialValues: (summary.by_status.pending ?? 0) > 0 ? ["pending"] : [],
      required: false,
      ...terminal,
    }),
  );
  const tags =
    summary.tags.length === 0
      ? []
      : answered(
          await multiselect({
            message: "Which tags? (none: any)",
            options: summary.tags.map(({ tag, count }) => ({ value: tag, label: `${tag} (${count})` })),
            required: false,
            maxItems: 10,
            ...terminal,
          }),
        );
  const age = await askNumber("Measured longer ago than … hours (empty: any)", "", 0, 8_760, terminal);
  return {
    ...(status.length === 0 ? {} : { status }),
    ...(tags.length === 0 ? {} : { tags }),
    ...(age === "" ? {} : { older_than_hours: Number(age) }),
  };
}

async function askProvider(server: ServerAccess, terminal: Terminal): Promise<string> {
  const { items } = await callSites(
    z.object({ items: z.array(providerHealth) }),
    server,
    "/scraping/providers",
  );
  // The others are read from files.
  const askable = items.filter(({ takes_files: takesFiles }) => !takesFiles);
  const chosen = answered(
    await select({
      message: "Which provider?",
      options: askable.map(({ id, label, state, is_official: isOfficial, message }) => ({
        value: id,
        label,
        hint: [
          isOfficial ? "official" : "not official",
          state === "paused" ? (message ?? "paused") : state,
        ].join(", "),
        disabled: state === "paused",
      })),
      ...terminal,
    }),
  );
  const notice = items.find(({ id }) => id === chosen)?.notice.en;
  if (notice !== undefined) log.message(notice, { output: terminal.output });
  return chosen;
}

/** A number as text; with "" as its beginning it may stay empty. */
async function askNumber(
  message: string,
  initial: string,
  min: number,
  max: number,
  terminal: Terminal,
): Promise<string> {
  const answer = answered(
    await text({
      message,
      initialValue: initial,
      validate: (value = "") => {
        if (value.trim() === "" && initial === "") return undefined;
        const number = Number(value);
        return value.trim() !== "" && number >= min && number <= max
          ? undefined
          : `Enter a number from ${min} to ${max}.`;
      },
      ...terminal,
    }),
  );
  return (answer ?? "").trim();
}
