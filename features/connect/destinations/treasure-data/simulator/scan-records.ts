/** Why a record is refused, or null; and where it stands. */
export interface ScannedRecord {
  start: number;
  end: number;
  problem: string | null;
  /** Where the values of the asked keys stand, in their order; empty for a key the record does not have. */
  keys: readonly (readonly [start: number, end: number])[];
}

/** The bytes are no MessagePack: nothing of the part can be read. */
export class UnreadableMessagePack extends Error {
  override readonly name = "UnreadableMessagePack";
}

const timeKey = Buffer.from("time");

/**
 * Walks through records without decoding them, and says of each whether Treasure Data could hold it: a map of at most
 * `mostKeys` plain names, `time` an integer, no extension types and no binary. Throws `UnreadableMessagePack`.
 */
export function* scanRecords(
  bytes: Uint8Array,
  { mostKeys, keyColumns }: { mostKeys: number; keyColumns: readonly string[] },
): Generator<ScannedRecord> {
  const scanner = new Scanner(bytes);
  const wanted = keyColumns.map((name) => Buffer.from(name));
  while (scanner.at < bytes.length) yield scanner.record(mostKeys, wanted);
}

/** What a value's first byte says: its kind, and the places of what follows. */
type Kind = "nil" | "boolean" | "integer" | "float" | "text" | "binary" | "extension" | "array" | "map";

interface Head {
  kind: Kind;
  /** Bytes after the head; for an array or a map, how many values follow. */
  size: number;
}

class Scanner {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  record(mostKeys: number, wanted: readonly Uint8Array[]): ScannedRecord {
    const start = this.at;
    const keys: [number, number][] = wanted.map(() => [0, 0]);
    const head = this.#head();
    const problem = head.kind === "map" ? this.#fields(head.size / 2, wanted, keys) : this.#noMap(head);
    const isTooMany = head.kind === "map" && head.size / 2 > mostKeys;
    const tooMany = `the record has ${head.size / 2} keys, ${mostKeys} are the most`;
    return { start, end: this.at, problem: isTooMany ? tooMany : problem, keys };
  }

  #noMap(head: Head): string {
    this.#skipRest(head);
    return "the record is no map";
  }

  /** The first thing that is wrong with a record, or null; writes into `keys` where the wanted values stand. */
  #fields(count: number, wanted: readonly Uint8Array[], keys: [number, number][]): string | null {
    let problem: string | null = null;
    let hasTime = false;
    for (let field = 0; field < count; field += 1) {
      const key = this.#key();
      const value = this.at;
      const isTime = isSame(key, timeKey);
      hasTime ||= isTime;
      const fieldProblem = isTime ? this.#time() : this.#value();
      problem ??= key === null ? "a key is no plain name" : fieldProblem;
      const place = wanted.findIndex((name) => isSame(key, name));
      if (place >= 0) keys[place] = [value, this.at];
    }
    return problem ?? (hasTime ? null : "the record has no time");
  }

  #time(): string | null {
    const head = this.#head();
    this.#skipRest(head);
    return head.kind === "integer" ? null : "time is no integer";
  }

  /** Null: no text of lower-case letters, digits and underscores. */
  #key(): Uint8Array | null {
    const head = this.#head();
    const start = this.at;
    this.#skipRest(head);
    if (head.kind !== "text" || head.size === 0) return null;
    for (let index = start; index < this.at; index += 1)
      if (!isPlain(this.#bytes[index] as number)) return null;
    return this.#bytes.subarray(start, this.at);
  }

  /** What is wrong with it, or null. */
  #value(): string | null {
    const head = this.#head();
    if (head.kind !== "array" && head.kind !== "map") {
      this.#skipRest(head);
      const isRefused = head.kind === "extension" || head.kind === "binary";
      return isRefused ? `a value is of the kind ${head.kind}` : null;
    }
    let problem: string | null = null;
    for (let inner = 0; inner < head.size; inner += 1) problem = this.#value() ?? problem;
    return problem;
  }

  #skipRest({ kind, size }: Head): void {
    if (kind === "array" || kind === "map") for (let inner = 0; inner < size; inner += 1) this.#value();
    else this.#need(size);
  }

  #need(count: number): void {
    this.at += count;
    if (this.at > this.#bytes.length) throw new UnreadableMessagePack("The MessagePack ends within a value");
  }

  #head(): Head {
    const first = this.#bytes[this.at];
    if (first === undefined) throw new UnreadableMessagePack("The MessagePack ends within a record");
    this.at += 1;
    if (first <= 0x7f || first >= 0xe0) return { kind: "integer", size: 0 };
    if (first <= 0x8f) return { kind: "map", size: (first & 0x0f) * 2 };
    if (first <= 0x9f) return { kind: "array", size: first & 0x0f };
    if (first <= 0xbf) return { kind: "text", size: first & 0x1f };
    return this.#longHead(first);
  }

  #longHead(first: number): Head {
    const rule = heads[first];
    if (rule === undefined) throw new UnreadableMessagePack(`No MessagePack begins with the byte ${first}`);
    const [kind, fixed, lengthBytes] = rule;
    if (lengthBytes === 0) return { kind, size: fixed };
    const place = this.at;
    this.#need(lengthBytes);
    const length = this.#length(place, lengthBytes);
    return { kind, size: kind === "map" ? length * 2 : length + fixed };
  }

  #length(place: number, lengthBytes: number): number {
    if (lengthBytes === 1) return this.#view.getUint8(place);
    return lengthBytes === 2 ? this.#view.getUint16(place) : this.#view.getUint32(place);
  }
}

/** By first byte: kind, bytes that always follow, bytes of a length that is written out. */
const heads: Readonly<Record<number, readonly [Kind, number, number]>> = {
  0xc0: ["nil", 0, 0],
  0xc2: ["boolean", 0, 0],
  0xc3: ["boolean", 0, 0],
  0xc4: ["binary", 0, 1],
  0xc5: ["binary", 0, 2],
  0xc6: ["binary", 0, 4],
  0xc7: ["extension", 1, 1],
  0xc8: ["extension", 1, 2],
  0xc9: ["extension", 1, 4],
  0xca: ["float", 4, 0],
  0xcb: ["float", 8, 0],
  0xcc: ["integer", 1, 0],
  0xcd: ["integer", 2, 0],
  0xce: ["integer", 4, 0],
  0xcf: ["integer", 8, 0],
  0xd0: ["integer", 1, 0],
  0xd1: ["integer", 2, 0],
  0xd2: ["integer", 4, 0],
  0xd3: ["integer", 8, 0],
  0xd4: ["extension", 2, 0],
  0xd5: ["extension", 3, 0],
  0xd6: ["extension", 5, 0],
  0xd7: ["extension", 9, 0],
  0xd8: ["extension", 17, 0],
  0xd9: ["text", 0, 1],
  0xda: ["text", 0, 2],
  0xdb: ["text", 0, 4],
  0xdc: ["array", 0, 2],
  0xdd: ["array", 0, 4],
  0xde: ["map", 0, 2],
  0xdf: ["map", 0, 4],
};

/** a–z, 0–9 and the underscore. */
function isPlain(byte: number): boolean {
  return (byte >= 0x61 && byte <= 0x7a) || (byte >= 0x30 && byte <= 0x39) || byte === 0x5f;
}

function isSame(key: Uint8Array | null, name: Uint8Array): boolean {
  if (key?.length !== name.length) return false;
  for (let index = 0; index < name.length; index += 1) if (key[index] !== name[index]) return false;
  return true;
}
