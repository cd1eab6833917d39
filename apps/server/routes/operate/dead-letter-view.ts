import type { DeadLetter, DeadLetterDetail, DeadLetterKind } from "@millrace/engine";
import { redact } from "@millrace/platform/telemetry";
import type * as contract from "../../contract.ts";
import { toRunAttempt, toRunError } from "./run-view.ts";

/** Dead letters as the API shows them: the same facts, names in snake_case, without secrets. */

export function toDeadLetter(letter: DeadLetter): contract.DeadLetter {
  return {
    run_id: letter.runId,
    workflow: letter.workflow,
    status: letter.status,
    queue: letter.queue,
    error: toRunError(letter.error),
    step: letter.step,
    ended_at: letter.endedAt,
    kind: letter.kind,
    parent_run_id: letter.parentRunId,
    cause_run_id: letter.causeRunId,
  };
}

export function toDeadLetterDetail(letter: DeadLetterDetail): contract.DeadLetterDetail {
  return {
    ...toDeadLetter(letter),
    payload: redact(letter.payload) ?? null,
    history: letter.history.map((attempt) => ({
      ...toRunAttempt(attempt),
      run_id: attempt.runId,
      step: attempt.step,
    })),
  };
}

export function toDeadLetterKind(kind: DeadLetterKind): contract.DeadLetterKind {
  return {
    kind: kind.kind,
    workflow: kind.workflow,
    step: kind.step,
    error: toRunError(kind.error),
    count: kind.count,
    newest_at: kind.newestAt,
    oldest_at: kind.oldestAt,
  };
}
