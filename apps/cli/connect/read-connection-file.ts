import { connectionRequest, connectionSchedule, hasOneKind } from "@millrace/connect/contract";
import { z } from "zod";
import { fileRefusal, readYamlFile, type YamlFile } from "../shared/read-yaml-file.ts";
import { absolutePaths } from "./absolute-paths.ts";
import { faultText } from "./fault-text.ts";

/** What is sent to PUT /connections: as it was written, with absolute paths. */
export type WrittenConnection = z.input<typeof connectionRequest>;

/** What the server refuses beyond the shape is refused here too, with its place in the file and before anything is started. */
const fileOfConnection = connectionRequest.extend({
  schedule: connectionSchedule
    .refine(hasOneKind, { message: "a schedule has either cron or every_minutes" })
    .nullable()
    .default(null),
});

const mapping = z.record(z.string(), z.unknown());

/**
 * A connection from a YAML or JSON file. Secrets stay references; relative folders and files count from the folder the
 * command runs in. Throws UserFacingError that names the file and the place in it.
 */
export async function readConnectionFile(path: string): Promise<WrittenConnection> {
  const file: YamlFile = {
    path,
    what: "a connection",
    advice: "`millrace connect run --help` shows how it is written",
  };
  const written = mapping.safeParse(await readYamlFile(file));
  if (!written.success)
    throw fileRefusal(file, `${path} holds no connection: it must have a name, a source and a destination`);
  const parsed = fileOfConnection.safeParse(written.data);
  const faults = parsed.success ? [] : parsed.error.issues;
  // A misspelt name says more than the one that is missing for it.
  const fault = faults.find(({ code }) => code === "unrecognized_keys") ?? faults[0];
  if (fault !== undefined) throw fileRefusal(file, `${path}: ${faultText(fault, written.data)}`);
  // Whoever sits at the terminal decides which addresses are called; the file may say otherwise.
  return absolutePaths({ private_hosts: true, ...(written.data as WrittenConnection) }, process.cwd());
}
