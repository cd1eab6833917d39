import { createHash } from "node:crypto";
import { z } from "zod";

/** One table of a backup: CSV with a header line, zstd-compressed, as `tables/<schema>.<table>.csv.zst`. */
export const tablePart = z.object({
  schema: z.string(),
  table: z.string(),
  columns: z.array(z.string()),
  rows: z.int(),
  /** Of the compressed part. */
  bytes: z.int(),
  sha256: z.string(),
});
export type TablePart = z.infer<typeof tablePart>;

/** What a backup holds, in the order it stands in the archive. */
export const manifest = z.object({
  format: z.literal("millrace-backup-1"),
  /** Release that made it. */
  version: z.string(),
  /** The instant of the snapshot. */
  created_at: z.string(),
  /** "source/name" of every migration applied, in order. */
  migrations: z.array(z.string()),
  tables: z.array(tablePart),
  sequences: z.array(z.object({ schema: z.string(), name: z.string(), last_value: z.string() })),
  /** Files `objects/<two digits>/<sha256 of the plain bytes>.zst`, after the tables. */
  objects: z.object({ count: z.int(), bytes: z.int() }),
  /** Length of the whole archive: a shorter file was cut off. */
  archive_bytes: z.int(),
  notes: z.array(z.string()),
});
export type Manifest = z.infer<typeof manifest>;

/** Room for the manifest at the beginning of the archive: it is written last, and stands first. */
export const manifestBytes = 131_072;
export const manifestName = "manifest.json";
/** The manifest's own SHA-256, hex and a line feed: the second entry. */
export const manifestHashName = "manifest.json.sha256";
export const manifestHashBytes = 65;

export const partName = ({ schema, table }: Pick<TablePart, "schema" | "table">): string =>
  `tables/${schema}.${table}.csv.zst`;

export const objectName = (hash: string): string => `objects/${hash.slice(0, 2)}/${hash}.zst`;

export function hashOf(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
