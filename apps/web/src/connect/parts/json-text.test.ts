import { describe, expect, it } from "vitest";
import { findLines, layOutJson } from "./json-text.ts";

describe("JSON laid out to be read", () => {
  it("keeps every digit and every character", () => {
    const text = String.raw`{"id":9007199254740993,"price":10.50,"name":"a: {b}, \"c\"","tags":[],"more":{"x":[1,2]}}`;
    expect(layOutJson(text)?.lines).toEqual([
      "{",
      '  "id": 9007199254740993,',
      '  "price": 10.50,',
      String.raw`  "name": "a: {b}, \"c\"",`,
      '  "tags": [],',
      '  "more": {',
      '    "x": [',
      "      1,",
      "      2",
      "    ]",
      "  }",
      "}",
    ]);
  });

  it("is nothing when the text is no JSON", () => {
    expect(layOutJson("<html>")).toBeNull();
    expect(layOutJson('{"cut": ')).toBeNull();
  });
});

describe("a record in the answer it came in", () => {
  const answer = layOutJson(
    String.raw`{"customers":[{"email":"a@b.c","balance":1.0},{"email":"\u00e9@b.c","balance":9007199254740993}]}`,
  );
  it("is found however its values are written", () => {
    const record = layOutJson(JSON.stringify({ email: "é@b.c", balance: 9007199254740992 }));
    expect(answer !== null && record !== null && findLines(answer, record)).toEqual({ first: 6, last: 9 });
  });
  it("is not found where it is not", () => {
    const record = layOutJson('{"email":"z@b.c","balance":1}');
    expect(answer !== null && record !== null && findLines(answer, record)).toBeNull();
  });
});
