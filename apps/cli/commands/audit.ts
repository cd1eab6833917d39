import type { Command } from "commander";
import { verifyAudit, type AuditHead, type AuditVerdict } from "@millrace/platform/audit";
import { UserFacingError } from "@millrace/platform/errors";
import { loadHouseConfig } from "../load-house-config.ts";
import { printLine } from "../print.ts";
import { openHouseDatabase } from "../shared/open-house-database.ts";

interface VerifyFlags {
  head?: string;
  json?: boolean;
}

/** `millrace audit verify`: exit code 0 when the trail is as it was written, 1 when it is not. */
export function addAuditCommands(program: Command): void {
  const audit = program.command("audit").description("The audit trail: who did what");
  audit
    .command("verify")
    .description(
      "Compute every hash of the audit trail again and name the first entry that is not as written",
    )
    .option(
      "--head <number:hash>",
      "an end that an earlier check printed, noted elsewhere: finds a rewritten trail",
    )
    .option("--json", "the verdict as one JSON object")
    .action(async ({ head, json }: VerifyFlags) => {
      const known = head === undefined ? null : parseHead(head);
      await using db = await openHouseDatabase(loadHouseConfig().values);
      const verdict = await verifyAudit(db.pool, known);
      printLine(json === true ? JSON.stringify(toJson(verdict)) : toSentence(verdict));
      process.exitCode = verdict.isIntact ? 0 : 1;
    });
}

function parseHead(text: string): AuditHead {
  const [, seq, hash] = /^(\d{1,15}):([0-9a-f]{64})$/u.exec(text) ?? [];
  if (seq === undefined || hash === undefined)
    throw new UserFacingError(
      "bad_head",
      `--head needs the number and hash that an earlier check printed, as 42:9f86…, not "${text}".`,
      { exitCode: 2 },
    );
  return { seq: Number(seq), hash };
}

/** As `GET /audit/verify` answers. */
function toJson({ isIntact, rows, head, firstBroken }: AuditVerdict): unknown {
  return { is_intact: isIntact, rows, head, first_broken: firstBroken };
}

function toSentence({ rows, head, firstBroken }: AuditVerdict): string {
  if (firstBroken !== null) return `The audit trail is broken. ${firstBroken.message}`;
  const end = head === null ? "" : ` It ends with ${head.seq}:${head.hash}`;
  return `The audit trail is intact: ${rows} ${rows === 1 ? "entry" : "entries"}.${end}`;
}
