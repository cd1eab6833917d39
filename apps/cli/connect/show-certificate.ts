import { certificate } from "@millrace/connect/contract";
import type { OutputFlags } from "../operate/ask-house.ts";
import { printLine } from "../print.ts";
import { callConnect, withConnect } from "./call-connect.ts";
import { certificateLines } from "./certificate-text.ts";
import { exitCodes } from "./exit-codes.ts";
import { syncPath } from "./follow-sync.ts";
import { syncOf } from "./show-status.ts";

/** `connect certificate <sync>`; resolves with the exit code: 1 when an equation does not hold. */
export function showCertificate(text: string, { json }: OutputFlags): Promise<number> {
  return withConnect(async (server) => {
    const { id } = await syncOf(server, text);
    const proof = await callConnect(certificate, server, `${syncPath(id)}/certificate`);
    if (json === true) printLine(JSON.stringify(proof));
    else for (const line of certificateLines(proof)) printLine(line);
    return proof.is_green ? exitCodes.green : exitCodes.failed;
  });
}
