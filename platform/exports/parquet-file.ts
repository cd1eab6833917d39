import { ByteWriter, ParquetWriter, type SchemaElement } from "hyparquet-writer";

export type ParquetColumn = SchemaElement;

export interface ParquetFileOptions {
  /** Flat: one element per column, in order. Every column is optional. */
  columns: readonly Omit<SchemaElement, "repetition_type">[];
  /** Kept in the footer: who reads the file finds what the types can't say. */
  notes: readonly { key: string; value: string }[];
}

/**
 * Apache Parquet, Snappy, written row group by row group: each call gives the bytes that are ready, so that memory holds one
 * group and the footer's entries, however long the file becomes.
 */
export class ParquetFile {
  readonly #bytes = new ByteWriter();
  readonly #writer: ParquetWriter;
  readonly #names: readonly string[];

  constructor({ columns, notes }: ParquetFileOptions) {
    this.#names = columns.map(({ name }) => name);
    this.#writer = new ParquetWriter({
      writer: this.#bytes,
      schema: [
        { name: "root", num_children: columns.length },
        ...columns.map((column): SchemaElement => ({ ...column, repetition_type: "OPTIONAL" })),
      ],
      createdBy: "millrace",
      kvMetadata: [...notes],
    });
  }

  /** A row group: the values of each column, in the order of the columns. */
  async group(values: readonly unknown[][]): Promise<Uint8Array> {
    const rows = values[0]?.length ?? 0;
    const columnData = this.#names.map((name, at) => ({ name, data: values[at] ?? [] }));
    if (rows > 0) await this.#writer.write({ columnData, rowGroupSize: rows });
    return this.#taken();
  }

  /** The footer, which ends the file. */
  async end(): Promise<Uint8Array> {
    await this.#writer.finish();
    return this.#taken();
  }

  /** What was written since the last call; `offset`, the place in the file, keeps counting. */
  #taken(): Uint8Array {
    const taken = new Uint8Array(this.#bytes.buffer, 0, this.#bytes.index).slice();
    this.#bytes.index = 0;
    return taken;
  }
}
