/** What `millrace connect …` ends with, for shells: the same table stands in its help. */
export const exitCodes = {
  green: 0,
  /** Failed, cancelled, or a certificate that is not green. */
  failed: 1,
  /** Command line, file or settings not understood; something named that is not there. */
  misunderstood: 2,
  /** A sync of this connection runs already. */
  alreadyRunning: 3,
  /** A person has to do something: credentials, a frozen schema. */
  needsAttention: 4,
  /** Ctrl-C, as shells have it: 128 + SIGINT. */
  interrupted: 130,
} as const;

const misunderstoodStatuses: ReadonlySet<number> = new Set([400, 404, 413, 415, 422]);

/** The exit code for a refusal of the API. */
export function exitCodeOfRefusal(status: number, code: string): number {
  if (code === "sync_running") return exitCodes.alreadyRunning;
  if (code === "needs_attention") return exitCodes.needsAttention;
  return misunderstoodStatuses.has(status) ? exitCodes.misunderstood : exitCodes.failed;
}

export const exitCodesText = `Exit codes:
  0    green: everything is delivered, and every equation of the certificate holds
  1    failed, cancelled, or the certificate is not green
  2    command line, file or settings not understood, or nothing of that name
  3    refused: a sync of this connection runs already; its id is printed
  4    needs attention (credentials, a frozen schema): the sync is paused and says why
  130  interrupted with Ctrl-C: the sync goes on in the server, or at its next start`;
