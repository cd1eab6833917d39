import { exitCodesText } from "./exit-codes.ts";

const fileText = `A connection's file (YAML or JSON):
  name: yotpo-to-treasure-data
  source: { type: yotpo-loyalty, guid: env:YOTPO_GUID, api_key: env:YOTPO_API_KEY }
  streams: [{ name: customers, mode: change_feed }] # without it, every stream
  destination: { type: treasure-data, api_key: env:TD_API_KEY, database: crm }
  schedule: { cron: "0 3 * * *", time_zone: Europe/Paris } # without it, only when asked for

  Secrets are references: env:NAME, read where the sync runs, or file:/path. Relative folders and files count from
  the folder the command runs in. \`millrace connect sources\` and \`destinations\` list types, and their settings.`;

export const connectHelp = `
Examples:
  millrace connect check --config customers.yaml     validate settings and credentials with a real call
  millrace connect dry-run --config customers.yaml   what a sync would add, change and remove
  millrace connect run --config customers.yaml       one sync, followed to its end
  millrace connect status                            the newest syncs
  millrace connect certificate <sync>                the proof a sync left behind

No server has to run: without one, the command starts its own for the time it takes.

${exitCodesText}`;

export const runHelp = `
Examples:
  millrace connect run --config customers.yaml
  millrace connect run yotpo-to-treasure-data --json
  millrace connect run nightly --planned-at 2026-01-31T03:00:00Z   a repetition of this is the same run

${fileText}

A command that was killed is run again: it goes on with the sync it left, and nothing is delivered twice.
With --json, stdout is one document {"sync": …, "certificate": … or null}; progress is on stderr.

${exitCodesText}`;

export const checkHelp = `
Exit code 0: both sides answered. 4: one did not; which setting to change is said. 2: not understood.

${fileText}`;

export const dryRunHelp = `
With --config the connection is saved, its schedule left as it is; nothing is delivered.
Exit code 0: the difference is printed. Others as of \`millrace connect run\`.`;

export const waitHelp = `
${exitCodesText}`;

export const certificateHelp = `
Exit code 0: green. 1: an equation does not hold. 2: no such sync, or it has no certificate yet.`;

export const traceHelp = `
Examples:
  millrace connect trace 0190f3a2-7c1e-7bfa:12:40
  tail -n 1 customers.jsonl | millrace connect trace -
  millrace connect trace 0190f3a2-7c1e-7bfa:12:40 --raw > page.json`;
