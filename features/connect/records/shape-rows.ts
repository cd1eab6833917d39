import { NeedsAttention } from "@millrace/platform/errors";
import type { JsonSchema } from "../connectors/context.ts";
import type { SchemaPolicy } from "../contract.ts";
import type { RecordValue, Value } from "../values/value.ts";
import { writeJson } from "../values/write-json.ts";
import type { ColumnType, SchemaChange } from "./column.ts";
import { NamesMemo } from "./names-memo.ts";
import { fits, typeOfSchema, typeOfValue, widened } from "./column-types.ts";

/** A field of a stream and the column it became. */
export interface ShapedField {
  field: string;
  /** The destination's name for it. */
  name: string;
  type: ColumnType;
}

/** Records that are maps have a field per key: nobody wants a column for each, and they would fill the memory. */
const mostFields = 5_000;

/** What a shaper has learnt; JSON, kept with the checkpoint. */
export interface ShaperState {
  fields: ShapedField[];
}

/** A record that does not fit, and why. */
export interface BadRecord {
  code: string;
  reason: string;
}

export interface ShaperOptions {
  stream: string;
  schema: JsonSchema;
  policy: SchemaPolicy;
  columnName: (field: string) => string;
  /** From an earlier checkpoint; null: from the schema. */
  state: ShaperState | null;
  /** Changes counted up to that checkpoint. */
  changes?: readonly SchemaChange[];
}

/**
 * Makes rows of records: values in the order of the fields, each fitting its column. What does not fit is dealt with as the
 * policy says, and every such change is counted. Deterministic: the same records in the same order give the same rows.
 */
export class RowShaper {
  readonly #options: ShaperOptions;
  readonly #fields: ShapedField[];
  readonly #index = new Map<string, number>();
  readonly #changes = new Map<string, SchemaChange>();
  /** The column of each key of a record. */
  readonly #columns = new NamesMemo<readonly number[]>();
  /** A row without values: copying one is ten times as fast as making one. */
  #empty: readonly null[] = [];
  #version = 0;

  constructor(options: ShaperOptions) {
    this.#options = options;
    this.#fields = options.state?.fields.map((field) => ({ ...field })) ?? [];
    this.#fields.forEach(({ field }, at) => this.#index.set(field, at));
    for (const change of options.changes ?? []) this.#changes.set(changeKey(change), { ...change });
    if (options.state === null) this.declare(options.schema);
  }

  /** Grows by one whenever a column comes or changes its type. */
  get version(): number {
    return this.#version;
  }

  get fields(): readonly ShapedField[] {
    return this.#fields;
  }

  get state(): ShaperState {
    return { fields: this.#fields.map((field) => ({ ...field })) };
  }

  get changes(): SchemaChange[] {
    return [...this.#changes.values()].map((change) => ({ ...change }));
  }

  /** Takes in a schema: its fields become columns; one that is there already is widened where it must be. */
  declare(schema: JsonSchema): void {
    for (const [field, property] of Object.entries(schema.properties ?? {})) {
      const type = typeOfSchema(property);
      if (type === null) continue;
      const at = this.#index.get(field);
      if (at === undefined) this.#add(field, type, null);
      else if (this.#options.policy === "evolve") this.#widen(at, type, "its schema changed");
    }
  }

  /** The row of a record; a value beyond the fields known now adds one. Throws `NeedsAttention` under the policy `freeze`. */
  shape(record: RecordValue): Value[] | BadRecord {
    const keys = Object.keys(record);
    // By place: records of one stream have many shapes to V8, and reading them by name is several times as slow.
    const values = Object.values(record);
    if (this.#empty.length !== this.#fields.length) this.#empty = this.#fields.map(() => null);
    const row: Value[] = this.#empty.slice();
    const columns = this.#columnsOf(keys);
    for (let at = 0; at < keys.length; at += 1) {
      const value = values[at];
      if (value === undefined || value === null) continue;
      const bad = this.#put(row, columns[at] ?? -1, keys[at] ?? "", value);
      if (bad !== null) return bad;
    }
    return row;
  }

  #put(row: Value[], column: number, key: string, value: Exclude<Value, null>): BadRecord | null {
    const type = this.#fields[column]?.type;
    if (type === undefined || !fits(value, type))
      return this.#place(row, column === -1 ? (this.#index.get(key) ?? -1) : column, key, value);
    row[column] = value;
    return null;
  }

  /** A key that is gone and can't be told: it is counted among the changes. */
  tellDiscarded(reason: string): void {
    this.#count({ column: "_op", change: "discarded", from: "gone", to: null, reason });
  }

  /** A value as its column has it by now: a column widened after the row was made. */
  settle(row: Value[]): void {
    for (let at = 0; at < this.#fields.length; at += 1) {
      const value = row[at] ?? null;
      row[at] = value === null || fits(value, this.#typeAt(at)) ? value : textOf(value);
    }
  }

  #typeAt(at: number): ColumnType {
    return this.#fields[at]?.type ?? "text";
  }

  #columnsOf(keys: readonly string[]): readonly number[] {
    return this.#columns.of(keys, () => keys.map((key) => this.#index.get(key) ?? -1));
  }

  /** A value without a column, or one that does not fit its column. */
  #place(row: Value[], column: number, field: string, value: Exclude<Value, null>): BadRecord | null {
    const known = this.#fields[column];
    if (known !== undefined && fits(value, known.type)) {
      row[column] = value;
      return null;
    }
    if (this.#options.policy === "evolve") {
      this.#evolve(row, column, field, value);
      return null;
    }
    return this.#refuse(known, field, value);
  }

  /** What the other policies do about it. */
  #refuse(known: ShapedField | undefined, field: string, value: Exclude<Value, null>): BadRecord | null {
    const { policy, stream } = this.#options;
    const problem =
      known === undefined
        ? `the field ${field} has no column`
        : `the field ${field} is ${article(typeOfValue(value))}, its column ${known.name} holds ${known.type}`;
    if (policy === "freeze")
      throw new NeedsAttention(
        `Stream ${stream} changed: ${problem}. The connection's schema policy is freeze: take the field out at the source and resume, or cancel this sync, choose evolve and start another.`,
        { facts: { stream, field } },
      );
    if (policy === "discard_record") return { code: "schema_mismatch", reason: `${problem}.` };
    const change = known === undefined ? "discarded" : "nulled";
    this.#count({ column: known?.name ?? field, change, from: null, to: null, reason: problem });
    return null;
  }

  #evolve(row: Value[], column: number, field: string, value: Exclude<Value, null>): void {
    const type = typeOfValue(value);
    const at = column === -1 ? this.#add(field, type, "met in a record") : column;
    if (column !== -1) this.#widen(at, type, `a record has ${article(type)}`);
    const now = this.#typeAt(at);
    while (row.length < this.#fields.length) row.push(null);
    if (fits(value, now)) {
      row[at] = value;
      return;
    }
    this.#count({
      column: this.#fields[at]?.name ?? field,
      change: "stringified",
      from: type,
      to: now,
      reason: `${article(type)} in a text column is written as text`,
    });
    row[at] = textOf(value);
  }

  #add(field: string, type: ColumnType, reason: string | null): number {
    if (this.#fields.length >= mostFields)
      throw new NeedsAttention(
        `The stream ${this.#options.stream} has more than ${mostFields} fields; the field ${field} is one too many. Its records are probably maps: choose a source definition that gives them as one field.`,
        { facts: { stream: this.#options.stream, field } },
      );
    const name = this.#options.columnName(field);
    const same = this.#fields.find((each) => each.name === name);
    if (same !== undefined)
      throw new NeedsAttention(
        `The fields ${same.field} and ${field} of stream ${this.#options.stream} both become the column ${name}. Leave one of them out at the source, or choose a destination whose names can tell them apart.`,
        { facts: { stream: this.#options.stream, field } },
      );
    this.#fields.push({ field, name, type });
    this.#index.set(field, this.#fields.length - 1);
    this.#columns.clear();
    this.#version += 1;
    if (name !== field)
      this.#count(
        {
          column: name,
          change: "renamed",
          from: field,
          to: name,
          reason: "as the destination names columns",
        },
        1,
      );
    if (reason !== null) this.#count({ column: name, change: "added", from: null, to: type, reason }, 1);
    return this.#fields.length - 1;
  }

  #widen(at: number, type: ColumnType, reason: string): void {
    const field = this.#fields[at];
    if (field === undefined) return;
    const to = isTimeBeside(field.type, type) ? "text" : widened(field.type, type);
    if (to === field.type) return;
    this.#count({ column: field.name, change: "widened", from: field.type, to, reason }, 1);
    this.#fields[at] = { ...field, type: to };
    this.#version += 1;
  }

  #count(change: Omit<SchemaChange, "count">, most = Number.POSITIVE_INFINITY): void {
    const key = changeKey(change);
    const known = this.#changes.get(key);
    if (known === undefined) this.#changes.set(key, { ...change, count: 1 });
    else known.count = Math.min(most, known.count + 1);
  }
}

/** A text column stays text beside anything: only what is no text in it is written as text. */
const isTimeBeside = (a: ColumnType, b: ColumnType): boolean =>
  a === "text" || ((a === "timestamp" || a === "date") && b !== a) || (b === "text" && a !== "json");

const changeKey = ({ column, change, from, to }: Omit<SchemaChange, "count">): string =>
  JSON.stringify([column, change, from, to]);

/** A value in a text column: itself when it is a text, else its JSON. */
const textOf = (value: Exclude<Value, null>): string =>
  typeof value === "string" ? value : writeJson(value);

const article = (type: ColumnType): string => (type === "integer" ? "an integer" : `a ${type}`);
