import { UserFacingError } from "@millrace/platform/errors";
import { session, type Session } from "@millrace/sites/contract";
import type { ServerAccess } from "../../running-server.ts";
import { callSites, jsonRequest } from "../call-sites.ts";
import { isUnderWay, readSession, sessionPath } from "../follow-session.ts";
import { barOf } from "../progress.ts";
import { rateText, workerLines } from "../session-text.ts";
import type { Terminal } from "./terminal.ts";

/** How often the session is looked at, ms. */
const drawEveryMs = 300;
const interrupt = "\u0003";

const actOf: Readonly<Record<string, "pause" | "resume" | "cancel">> = {
  p: "pause",
  r: "resume",
  c: "cancel",
};

/** How the view ended: the session did, the person went back to the menu, or left altogether. */
export type ViewEnd = "ended" | "back" | "left";

/** A session drawn over and over, with a line per worker; p, r, c, q do what the last line says. */
export async function watchLive(
  server: ServerAccess,
  id: string,
  { input, output }: Terminal,
): Promise<{ end: ViewEnd; session: Session }> {
  const keys: string[] = [];
  let wake = () => {};
  const onKey = (data: Buffer) => {
    keys.push(...data.toString());
    wake();
  };
  const canvas = canvasOn(output);
  input.setRawMode(true);
  input.resume();
  input.on("data", onKey);
  let trouble: string | null = null;
  try {
    for (;;) {
      const now = await readSession(server, id);
      if (hasEnded(now)) return { end: "ended", session: now };
      canvas.draw([...viewLines(now, Date.now()), ...(trouble === null ? [] : [trouble])]);
      await new Promise<void>((resolve) => {
        wake = resolve;
        if (keys.length > 0) resolve();
        else setTimeout(resolve, drawEveryMs);
      });
      const key = keys.shift();
      if (key === "q") return { end: "back", session: now };
      if (key === interrupt) return { end: "left", session: now };
      const act = actOf[key ?? ""];
      if (act !== undefined) trouble = await actOn(server, id, act);
    }
  } finally {
    canvas.clear();
    input.off("data", onKey);
    input.setRawMode(false);
    input.pause();
  }
}

const hasEnded = (now: Session) => !isUnderWay(now) && now.status !== "paused";

/** Resolves with the sentence of a refusal: the view goes on with it. */
async function actOn(
  server: ServerAccess,
  id: string,
  act: "pause" | "resume" | "cancel",
): Promise<string | null> {
  try {
    await callSites(session, server, `${sessionPath(id)}/${act}`, jsonRequest("POST"));
    return null;
  } catch (error) {
    if (error instanceof UserFacingError) return error.message;
    throw error;
  }
}

function viewLines(now: Session, nowMs: number): string[] {
  const { by_outcome: outcome } = now;
  const rate = rateText(now);
  return [
    `${now.status}  ${barOf(now.done, now.total)} ${now.done}/${now.total}${rate === "" ? "" : ` · ${rate}`}`,
    `completed ${outcome.completed} · partial ${outcome.partial} · failed ${outcome.failed} · na ${outcome.na}`,
    ...(now.message === null ? [] : [now.message]),
    ...workerLines(now.activity, nowMs),
    now.status === "paused"
      ? "r resume · c cancel · q back to the menu"
      : "p pause · c cancel · q back to the menu (the session goes on)",
  ];
}

/** Lines that are drawn over those before them. */
function canvasOn(output: Terminal["output"]) {
  let drawn = 0;
  const up = () => (drawn === 0 ? "" : `\u001B[${drawn}A`);
  return {
    draw(lines: readonly string[]): void {
      const cut = lines.map((line) => line.slice(0, output.columns - 1));
      output.write(`${up()}\r\u001B[J${cut.join("\n")}\n`);
      drawn = cut.length;
    },
    clear(): void {
      output.write(`${up()}\r\u001B[J`);
      drawn = 0;
    },
  };
}
