import { KeySum, type KeyChecksum } from "./key-checksum.ts";
import type { RowChunk } from "./row-chunk.ts";

export type ColumnEntry = readonly [name: string, type: string, ...more: unknown[]];

/** A table by its id, which it keeps under another name. */
export interface SimulatedTable {
  id: number;
  database: string;
  name: string;
  /** Name and type of each column, and what else was given; `time` is in every table. */
  schema: ColumnEntry[];
  chunks: RowChunk[];
  createdAt: string;
}

/** What is shown of a table. */
export interface TableReport {
  database: string;
  name: string;
  id: number;
  rows: number;
  schema: readonly ColumnEntry[];
  checksum: KeyChecksum;
}

/** The databases of an account and their tables. */
export class Tables {
  readonly #tables = new Map<number, SimulatedTable>();
  readonly #databases: ReadonlySet<string>;
  readonly #now: () => number;
  #lastId = 0;

  constructor(databases: Iterable<string>, now: () => number) {
    this.#databases = new Set(databases);
    this.#now = now;
  }

  databases(): string[] {
    return [...this.#databases];
  }

  hasDatabase(name: string): boolean {
    return this.#databases.has(name);
  }

  /** In the order in which they were made. */
  in(database: string): SimulatedTable[] {
    return this.all().filter((table) => table.database === database);
  }

  all(): SimulatedTable[] {
    return [...this.#tables.values()];
  }

  find(database: string, name: string): SimulatedTable | null {
    return this.in(database).find((table) => table.name === name) ?? null;
  }

  byId(id: number): SimulatedTable | null {
    return this.#tables.get(id) ?? null;
  }

  create(database: string, name: string): SimulatedTable {
    this.#lastId += 1;
    const createdAt = new Date(this.#now()).toISOString();
    const table = { id: this.#lastId, database, name, schema: [], chunks: [], createdAt };
    this.#tables.set(table.id, table);
    return table;
  }

  delete(table: SimulatedTable): void {
    this.#tables.delete(table.id);
  }

  /** In the place of the table that has the name. */
  rename(table: SimulatedTable, name: string): void {
    const before = this.find(table.database, name);
    if (before !== null && before !== table) this.delete(before);
    table.name = name;
  }
}

export function reportTable({ database, name, id, schema, chunks }: SimulatedTable): TableReport {
  const sum = new KeySum();
  for (const chunk of chunks) sum.addAll(chunk.sum);
  const rows = chunks.reduce((count, chunk) => count + chunk.rows, 0);
  return { database, name, id, rows, schema, checksum: sum.checksum };
}
