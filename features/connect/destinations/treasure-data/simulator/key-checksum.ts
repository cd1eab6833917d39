import type { Value } from "../../../values/value.ts";
import { MessagePackWriter } from "../message-pack/writer.ts";

/** How many were added and a sum over them that does not depend on their order: equal for the same keys, each as often. */
export interface KeyChecksum {
  count: number;
  /** 16 hexadecimal digits. */
  sum: string;
}

/** Adds up keys of many rows in constant memory. */
export class KeySum {
  #count = 0;
  #low = 0;
  #high = 0;

  /** A key as MessagePack: the values one behind the other. */
  add(bytes: Uint8Array): void {
    this.#count += 1;
    this.#low = (this.#low + fnv1a(bytes, 0x811c9dc5)) >>> 0;
    this.#high = (this.#high + fnv1a(bytes, 0x01234567)) >>> 0;
  }

  addAll(other: KeySum): void {
    this.#count += other.#count;
    this.#low = (this.#low + other.#low) >>> 0;
    this.#high = (this.#high + other.#high) >>> 0;
  }

  get checksum(): KeyChecksum {
    return { count: this.#count, sum: hex(this.#high) + hex(this.#low) };
  }
}

/** The checksum a table has that holds rows with these keys: texts, integers and truth values. */
export function checksumOfKeys(keys: Iterable<readonly Value[]>): KeyChecksum {
  const sum = new KeySum();
  for (const key of keys) {
    const writer = new MessagePackWriter(64);
    for (const value of key) write(writer, value);
    sum.add(writer.written);
  }
  return sum.checksum;
}

function write(to: MessagePackWriter, value: Value): void {
  if (typeof value === "number") to.number(value);
  else if (typeof value === "bigint") to.bigInteger(value);
  else if (value !== null) to.text(typeof value === "string" ? value : JSON.stringify(value));
}

function fnv1a(bytes: Uint8Array, start: number): number {
  let hash = start;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> 0;
}

const hex = (value: number): string => value.toString(16).padStart(8, "0");
