import { HttpProblem } from "@millrace/platform/api";
import type { ObjectStore } from "@millrace/platform/objects";
import { keepUpload, type UploadLimits } from "@millrace/platform/uploads";
import type { z } from "zod";
import { maxTableBytes, workspace, type Workspace } from "../contract.ts";
import { whatIsNoText } from "../tables/what-is-no-text.ts";

const limits: UploadLimits = {
  field: "file",
  maxFileBytes: maxTableBytes,
  maxUploadBytes: maxTableBytes + 100_000,
  maxFiles: 1,
  assertWanted: ({ name, bytes }) => assertText(name, bytes),
};

export interface KeptTable {
  name: string;
  hash: string;
  fields: Record<string, string>;
}

/** Keeps the one file of a form that holds a table or a list. Throws `HttpProblem` when there is none, or it is no text. */
export async function keepTable(request: Request, objects: ObjectStore): Promise<KeptTable> {
  const { files, fields } = await keepUpload(request, objects, limits);
  const [file] = files;
  if (file !== undefined) return { name: file.name, hash: file.hash, fields };
  throw new HttpProblem(422, "nothing_to_import", "No file was sent.", {
    field: "form.file",
    action: "Send a CSV or text file in the field `file`.",
  });
}

/** Throws `HttpProblem` for a file that holds no text at all. */
export function assertText(name: string, bytes: Uint8Array): void {
  const what = whatIsNoText(bytes);
  if (what === null) return;
  throw new HttpProblem(422, "not_text", `${name} is ${what}.`, {
    field: "form.file",
    action: "Send a CSV file or a plain list; a spreadsheet saves as CSV.",
  });
}

/** A form's field, parsed. Throws `HttpProblem` naming it. */
export function parseField<Value>(
  fields: Record<string, string>,
  name: string,
  schema: z.ZodType<Value>,
): Value {
  const read = schema.safeParse(fields[name]);
  if (read.success) return read.data;
  throw new HttpProblem(
    400,
    "invalid_input",
    `form.${name}: ${read.error.issues[0]?.message ?? "not valid"}.`,
    {
      field: `form.${name}`,
      action: "See /api/docs for what it may be.",
    },
  );
}

export function workspaceOf(fields: Record<string, string>): Workspace {
  return parseField(fields, "workspace", workspace.default("production"));
}
