/** Up to so many characters are written one by one; a longer text is worth the call into native code. */
const longestByHand = 40;
const largestUint32 = 0xffff_ffff;
const twoTo32 = 0x1_0000_0000;
const smallestInt64 = -(2n ** 63n);
const largestUint64 = 2n ** 64n - 1n;

/**
 * Writes MessagePack (https://github.com/msgpack/msgpack/blob/master/spec.md) into one buffer that grows: maps of text keys,
 * nil, booleans, integers of 64 bits, doubles and text, each in its shortest form. No extension types: Treasure Data reads none.
 */
export class MessagePackWriter {
  #bytes: Buffer;
  #view: DataView;
  #length = 0;

  /** `capacity`: bytes that are probably needed. */
  constructor(capacity: number) {
    this.#bytes = Buffer.allocUnsafeSlow(Math.max(capacity, 1024));
    this.#view = viewOf(this.#bytes);
  }

  /** What was written so far; later writing may move it. */
  get written(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  /** Begins again in the same bytes: what was `written` before is overwritten. */
  clear(): void {
    this.#length = 0;
  }

  /** Begins a map whose number of fields is not known yet; returns the place for `endMap`. */
  beginMap(): number {
    this.#reserve(3);
    const place = this.#length;
    this.#bytes[place] = 0xde;
    this.#length = place + 3;
    return place;
  }

  /** `fields`: at most 65 535. */
  endMap(place: number, fields: number): void {
    this.#bytes[place + 1] = fields >>> 8;
    this.#bytes[place + 2] = fields & 0xff;
  }

  /** Bytes that are MessagePack already: a column's name. */
  raw(bytes: Uint8Array): void {
    const { length } = bytes;
    this.#reserve(length);
    const to = this.#bytes;
    let at = this.#length;
    for (let index = 0; index < length; index += 1) to[at++] = bytes[index] as number;
    this.#length = at;
  }

  boolean(value: boolean): void {
    this.#reserve(1);
    this.#bytes[this.#length++] = value ? 0xc3 : 0xc2;
  }

  /** An integer as such, anything else as a double. */
  number(value: number): void {
    if (Number.isSafeInteger(value)) this.integer(value);
    else this.double(value);
  }

  double(value: number): void {
    this.#reserve(9);
    this.#bytes[this.#length] = 0xcb;
    this.#view.setFloat64(this.#length + 1, value);
    this.#length += 9;
  }

  /** Within ±(2^53 − 1). */
  integer(value: number): void {
    this.#reserve(9);
    if (value >= 0) this.#whole(value);
    else this.#negative(value);
  }

  /** From −2^63 to 2^64 − 1; beyond, its digits as text. */
  bigInteger(value: bigint): void {
    if (value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER)
      return this.integer(Number(value));
    if (value < smallestInt64 || value > largestUint64) return this.text(value.toString());
    this.#reserve(9);
    this.#bytes[this.#length] = value < 0 ? 0xd3 : 0xcf;
    if (value < 0) this.#view.setBigInt64(this.#length + 1, value);
    else this.#view.setBigUint64(this.#length + 1, value);
    this.#length += 9;
  }

  /** As UTF-8; half of a surrogate pair becomes U+FFFD. */
  text(value: string): void {
    const { length } = value;
    this.#reserve(length * 3 + 5);
    if (length > longestByHand || !this.#ascii(value)) this.#utf8(value);
  }

  #whole(value: number): void {
    const bytes = this.#bytes;
    if (value < 0x80) {
      bytes[this.#length++] = value;
    } else if (value <= 0xff) {
      bytes[this.#length++] = 0xcc;
      bytes[this.#length++] = value;
    } else if (value <= 0xffff) {
      bytes[this.#length++] = 0xcd;
      bytes[this.#length++] = value >>> 8;
      bytes[this.#length++] = value & 0xff;
    } else if (value <= largestUint32) {
      bytes[this.#length] = 0xce;
      this.#view.setUint32(this.#length + 1, value);
      this.#length += 5;
    } else this.#halves(0xcf, value);
  }

  #negative(value: number): void {
    const bytes = this.#bytes;
    if (value >= -0x20) {
      bytes[this.#length++] = value & 0xff;
    } else if (value >= -0x80) {
      bytes[this.#length++] = 0xd0;
      bytes[this.#length++] = value & 0xff;
    } else if (value >= -0x8000) {
      bytes[this.#length] = 0xd1;
      this.#view.setInt16(this.#length + 1, value);
      this.#length += 3;
    } else if (value >= -0x8000_0000) {
      bytes[this.#length] = 0xd2;
      this.#view.setInt32(this.#length + 1, value);
      this.#length += 5;
    } else this.#halves(0xd3, value);
  }

  /** 64 bits from a double: bitwise operators of JavaScript know 32. */
  #halves(kind: number, value: number): void {
    const high = Math.floor(value / twoTo32);
    this.#bytes[this.#length] = kind;
    this.#view.setInt32(this.#length + 1, high);
    this.#view.setUint32(this.#length + 5, value - high * twoTo32);
    this.#length += 9;
  }

  /** false, and nothing written: the text has characters beyond ASCII. */
  #ascii(value: string): boolean {
    const bytes = this.#bytes;
    const { length } = value;
    let at = this.#length;
    if (length < 0x20) bytes[at++] = 0xa0 | length;
    else {
      bytes[at++] = 0xd9;
      bytes[at++] = length;
    }
    for (let index = 0; index < length; index += 1) {
      const unit = value.charCodeAt(index);
      if (unit > 0x7f) return false;
      bytes[at++] = unit;
    }
    this.#length = at;
    return true;
  }

  /** Written behind the header it needs if it is ASCII, and moved where it turns out longer. */
  #utf8(value: string): void {
    const guess = headerBytes(value.length);
    const count = this.#bytes.write(value, this.#length + guess, "utf8");
    const header = headerBytes(count);
    if (header !== guess)
      this.#bytes.copyWithin(this.#length + header, this.#length + guess, this.#length + guess + count);
    this.#textHeader(header, count);
    this.#length += header + count;
  }

  #textHeader(header: number, count: number): void {
    if (header === 1) this.#bytes[this.#length] = 0xa0 | count;
    else if (header === 2) {
      this.#bytes[this.#length] = 0xd9;
      this.#bytes[this.#length + 1] = count;
    } else if (header === 3) {
      this.#bytes[this.#length] = 0xda;
      this.#view.setUint16(this.#length + 1, count);
    } else {
      this.#bytes[this.#length] = 0xdb;
      this.#view.setUint32(this.#length + 1, count);
    }
  }

  #reserve(count: number): void {
    const needed = this.#length + count;
    if (needed <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(needed, this.#bytes.length * 2));
    larger.set(this.written);
    this.#bytes = larger;
    this.#view = viewOf(larger);
  }
}

const viewOf = (bytes: Buffer): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

function headerBytes(count: number): 1 | 2 | 3 | 5 {
  if (count < 0x20) return 1;
  if (count <= 0xff) return 2;
  return count <= 0xffff ? 3 : 5;
}
