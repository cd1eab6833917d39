import fc from "fast-check";
import { expect, test } from "vitest";
import { canonicalUrn, postUrnOfUrl, postUrnsIn, timeOfUrn } from "./urn.ts";

test("the time of an id is the millisecond above its low 22 bits, for every id", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: Date.UTC(2010, 0), max: Date.UTC(2038, 0) }),
      fc.integer({ min: 0, max: 2 ** 22 - 1 }),
      (ms, low) => {
        const id = (BigInt(ms) << 22n) | BigInt(low);
        expect(timeOfUrn(`urn:li:activity:${id}`)).toBe(ms);
      },
    ),
  );
});

test("an id that would lie outside LinkedIn's lifetime has no time", () => {
  expect(timeOfUrn("urn:li:activity:100000000000000")).toBeNull();
  expect(timeOfUrn("urn:li:activity:99999999999999999999")).toBeNull();
  expect(timeOfUrn("urn:li:person:abc")).toBeNull();
});

test("the activity is canonical whatever the order of the ids", () => {
  const urns = [
    "urn:li:share:7463608443476791296",
    "urn:li:ugcPost:7463608443476791297",
    "urn:li:activity:7463608443963318272",
  ];
  fc.assert(
    fc.property(
      fc.shuffledSubarray(urns, { minLength: 3 }),
      (shuffled) => canonicalUrn(shuffled) === urns[2],
    ),
  );
  expect(canonicalUrn(urns.slice(0, 2))).toBe(urns[1]);
});

test("ids are read from post addresses, plain or percent-encoded", () => {
  expect(
    postUrnOfUrl("https://fr.linkedin.com/posts/jean_super-activity-7463608443963318272-2kSA?trk=x"),
  ).toBe("urn:li:activity:7463608443963318272");
  expect(postUrnOfUrl("https://www.linkedin.com/posts/jean_x-share-7463608443476791296-2kSA/")).toBe(
    "urn:li:share:7463608443476791296",
  );
  expect(postUrnsIn("/feed/update/urn%3Ali%3AugcPost%3A7463608443476791297/")).toEqual([
    "urn:li:ugcPost:7463608443476791297",
  ]);
  expect(postUrnOfUrl("https://www.linkedin.com/in/activity-7463608443963318272x")).toBeNull();
});
