import fc from "fast-check";
import { expect, test } from "vitest";
import { parseJson } from "./parse-json.ts";
import { Decimal, type Value } from "./value.ts";
import { writeJson } from "./write-json.ts";

test("integers beyond 2^53 become bigints, the others stay numbers", () => {
  expect(
    parseJson("[9007199254740991, 9007199254740993, -9223372036854775808, 12345678901234567890, 10]"),
  ).toEqual([9007199254740991, 9007199254740993n, -9223372036854775808n, 12345678901234567890n, 10]);
});

test("a decimal a double can't hold as written is kept by its text; one it can is a number", () => {
  expect(
    parseJson("[0.1, 12345678901234567.25, 1e400, 1.000000000000000055511151231257827, 1.10, -0.30]"),
  ).toEqual([
    0.1,
    new Decimal("12345678901234567.25"),
    new Decimal("1e400"),
    new Decimal("1.000000000000000055511151231257827"),
    1.1,
    -0.3,
  ]);
});

test("digits in texts are no numbers", () => {
  expect(parseJson('{"a":"12345678901234567890","b":"1e400"}')).toEqual({
    a: "12345678901234567890",
    b: "1e400",
  });
});

test("what is no JSON is refused", () => {
  for (const wrong of ["", "{", "[1,]", "<html>", '{"a":1}{'])
    expect(() => parseJson(wrong)).toThrow(SyntaxError);
});

test("whatever number is written, reading it and writing it again is the same number", () => {
  const digits = fc.stringMatching(/^[1-9]\d{0,40}$/u);
  const number = fc
    .tuple(
      fc.constantFrom("", "-"),
      digits,
      fc.option(fc.stringMatching(/^\d{1,30}$/u), { nil: "" }),
      fc.option(fc.integer({ min: -400, max: 400 })),
    )
    .map(
      ([sign, whole, fraction, exponent]) =>
        `${sign}${whole}${fraction === "" ? "" : `.${fraction}`}${exponent === null ? "" : `e${exponent}`}`,
    );
  fc.assert(
    fc.property(number, (text) => {
      expect(sameNumber(writeJson(parseJson(`[${text}]`)).slice(1, -1), text)).toBe(true);
    }),
  );
});

test("any JSON value comes back as it was", () => {
  const value = fc.letrec<{ value: Value }>((tie) => ({
    value: fc.oneof(
      fc.constant(null),
      fc.boolean(),
      fc.string({ unit: "binary" }),
      fc.maxSafeInteger(),
      fc.bigInt({ min: 2n ** 53n, max: 2n ** 70n }),
      fc
        .double({ noNaN: true, noDefaultInfinity: true })
        .map((number) => (Object.is(number, -0) ? 0 : number)),
      fc.array(tie("value"), { maxLength: 4 }),
      fc.dictionary(fc.string(), tie("value"), { maxKeys: 4, noNullPrototype: true }),
    ),
  })).value;
  fc.assert(
    fc.property(value, (given) => {
      expect(writeJson(parseJson(writeJson(given)))).toBe(writeJson(given));
    }),
  );
});

/** Compares decimal texts digit by digit. */
function sameNumber(a: string, b: string): boolean {
  return scaled(a) === scaled(b);
}

function scaled(text: string): string {
  const [mantissa = "", exponent = "0"] = text.toLowerCase().split("e");
  const [whole = "", fraction = ""] = mantissa.replace("-", "").split(".");
  const digits = BigInt(whole + fraction);
  if (digits === 0n) return "0";
  let value = digits;
  let power = Number(exponent) - fraction.length;
  while (value % 10n === 0n) {
    value /= 10n;
    power += 1;
  }
  return `${mantissa.startsWith("-") ? "-" : ""}${value}e${power}`;
}
