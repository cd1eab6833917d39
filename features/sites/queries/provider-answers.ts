import { storableJson } from "@millrace/platform/db";
import type { Queryable } from "@millrace/platform/events";
import type { CallAnswer } from "../providers/provider.ts";

/** A call that was answered, with what it took. */
export interface KeptAnswer {
  answer: CallAnswer;
  retries: number;
}

/** Writes an answer down; the first one of a session, website and call stays. */
export async function keepAnswer(
  db: Queryable,
  at: { sessionId: string; websiteId: string },
  { answer, retries }: KeptAnswer,
): Promise<void> {
  await db.query(
    `insert into sites.provider_answer (session_id, website_id, call, answer, retries)
     values ($1, $2, $3, $4::jsonb, $5) on conflict do nothing`,
    [at.sessionId, at.websiteId, answer.call, storableJson(answer), Math.min(retries, 32_767)],
  );
}

/** What was answered about a website before its worker was interrupted, by call. */
export async function readAnswers(
  db: Queryable,
  at: { sessionId: string; websiteId: string },
): Promise<Map<string, KeptAnswer>> {
  const { rows } = await db.query(
    `select answer, retries from sites.provider_answer where session_id = $1 and website_id = $2`,
    [at.sessionId, at.websiteId],
  );
  return new Map((rows as KeptAnswer[]).map((kept) => [kept.answer.call, kept]));
}
