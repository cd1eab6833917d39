import { decode, encode } from "@msgpack/msgpack";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { MessagePackWriter } from "./writer.ts";

function written(write: (to: MessagePackWriter) => void): Uint8Array {
  const to = new MessagePackWriter(0);
  write(to);
  return to.written;
}

/** Bigints where the format has 64 bits, as the other library gives them when asked. */
const read = (bytes: Uint8Array): unknown => decode(bytes, { useBigInt64: true });

/** Any UTF-16, halves of surrogate pairs included. */
const anyText = fc.array(fc.nat(0xffff), { maxLength: 300 }).map((units) => String.fromCharCode(...units));

describe("MessagePackWriter", () => {
  test("whole numbers are integers in the bytes another library writes for them", () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), (value) => {
        const bytes = written((to) => to.integer(value));
        expect(Buffer.from(bytes)).toEqual(Buffer.from(encode(value)));
      }),
    );
  });

  test.each([
    0,
    127,
    128,
    255,
    256,
    65_535,
    65_536,
    2 ** 31,
    2 ** 32 - 1,
    2 ** 32,
    -1,
    -32,
    -33,
    -128,
    -129,
    -32_768,
    -32_769,
    -(2 ** 31),
    -(2 ** 31) - 1,
    Number.MAX_SAFE_INTEGER,
    Number.MIN_SAFE_INTEGER,
  ])("the integer %d, at the edge of a form, takes the shortest one", (value) => {
    expect(Buffer.from(written((to) => to.integer(value)))).toEqual(Buffer.from(encode(value)));
  });

  test("bigints of 64 bits stay integers, larger ones become their digits", () => {
    fc.assert(
      fc.property(fc.bigInt(-(2n ** 70n), 2n ** 70n), (value) => {
        const seen = read(written((to) => to.bigInteger(value)));
        const isHeld = value >= -(2n ** 63n) && value < 2n ** 64n;
        expect(isHeld ? BigInt(seen as number | bigint) : seen).toBe(isHeld ? value : String(value));
      }),
    );
  });

  test.each([-(2n ** 63n), 2n ** 63n, 2n ** 64n - 1n])("%d is an integer still", (value) => {
    expect(read(written((to) => to.bigInteger(value)))).toBe(value);
  });

  test.each([-(2n ** 63n) - 1n, 2n ** 64n])("%d is text", (value) => {
    expect(read(written((to) => to.bigInteger(value)))).toBe(String(value));
  });

  test("doubles are read as they were", () => {
    fc.assert(
      fc.property(fc.double(), (value) => {
        expect(read(written((to) => to.double(value)))).toBe(value);
      }),
    );
  });

  test("any text is read as it was, half a surrogate pair as the mark of what can't be read", () => {
    fc.assert(
      fc.property(anyText, (value) => {
        expect(read(written((to) => to.text(value)))).toBe(value.toWellFormed());
      }),
    );
  });

  test.each([0, 31, 32, 40, 41, 85, 255, 256, 65_535, 65_536, 100_000])(
    "a text of %d characters of one, two or four bytes has the header it needs",
    (length) => {
      for (const character of ["a", "é", "😀"]) {
        const value = character.repeat(length);
        expect(Buffer.from(written((to) => to.text(value)))).toEqual(Buffer.from(encode(value)));
      }
    },
  );

  test("a map is read with the fields it was ended with, and what stands behind it", () => {
    const bytes = written((to) => {
      const map = to.beginMap();
      to.raw(encode("a"));
      to.boolean(true);
      to.raw(encode("b"));
      to.number(0.5);
      to.endMap(map, 2);
    });
    expect(read(bytes)).toEqual({ a: true, b: 0.5 });
  });

  test("the buffer grows without losing what is in it", () => {
    const texts = Array.from({ length: 500 }, (_, index) => "x".repeat(index));
    const bytes = written((to) => {
      const map = to.beginMap();
      for (const [index, value] of texts.entries()) {
        to.text(`key_${index}`);
        to.text(value);
      }
      to.endMap(map, texts.length);
    });
    expect(Object.values(read(bytes) as object)).toEqual(texts);
  });
});
