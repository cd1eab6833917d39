import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { nullWhenMissing } from "@millrace/platform/errors";
import { createTemporaryFolder } from "@millrace/platform/testing";
import type { Value } from "../../../values/value.ts";
import type { Destination } from "../../destination.ts";
import type { DestinationRig } from "../../testing/rig.ts";

/** What a kind of file has of its own in a rig. */
export interface FolderRigOptions extends Pick<DestinationRig, "seen"> {
  destination: Destination;
  /** Those of its own settings, as they are parsed. */
  settings?: Readonly<Record<string, unknown>>;
  /** The rows of a file, as a reader of this format sees them. */
  rowsOf: (bytes: Buffer, path: string) => Promise<Record<string, Value>[]>;
}

/** A destination of files that writes to a temporary folder. */
export async function openFolderRig(options: FolderRigOptions): Promise<DestinationRig & { folder: string }> {
  const { destination, settings = {}, rowsOf, seen } = options;
  const folder = await createTemporaryFolder("millrace-files-");
  const file = join(folder.path, "a-file");
  await writeFile(file, "");
  const all = { folder: folder.path, files: "one", ...settings };
  return {
    name: destination.id,
    destination,
    settings: all,
    folder: folder.path,
    ...(seen === undefined ? {} : { seen }),
    read: async (target) => {
      const path = join(folder.path, `${target}.${destination.id}`);
      const bytes = await readFile(path).catch(nullWhenMissing);
      return bytes === null ? [] : rowsOf(bytes, path);
    },
    wrong: [
      { what: "a folder below a file", settings: { ...all, folder: join(file, "sub") }, setting: "folder" },
      { what: "an address of no bucket", settings: { ...all, folder: "ftp://files" }, setting: "folder" },
      {
        what: "half of an access key",
        settings: { ...all, folder: "s3://bucket/prefix", access_key_id: "AKIAEXAMPLE" },
        setting: "secret_access_key",
      },
    ],
    unholdable: [
      { what: "a target without a letter", target: "..", named: ".." },
      { what: "a column without a name", columns: [{ name: " ", type: "text" }], named: "customers" },
    ],
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
}
