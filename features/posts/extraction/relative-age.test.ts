import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseRelativeAge } from "./relative-age.ts";

const now = Date.UTC(2026, 4, 22, 12);
const hour = 3_600_000;
const day = 24 * hour;

/** [text, shortest age, longest age], both in ms. */
const ages: [string, number, number][] = [
  ["1w", 7 * day, 14 * day],
  ["2w •  ", 14 * day, 21 * day],
  ["1yr • Edited", 365 * day, 732 * day],
  ["1 mo", 28 * day, 62 * day],
  ["1mo", 28 * day, 62 * day],
  ["5m", 5 * 60_000, 6 * 60_000],
  ["18h", 18 * hour, 19 * hour],
  ["3d", 3 * day, 4 * day],
  ["3 j", 3 * day, 4 * day],
  ["2 sem.", 14 * day, 21 * day],
  ["il y a 2 h", 2 * hour, 3 * hour],
  ["4 mois", 112 * day, 155 * day],
  ["1 an • Modifié", 365 * day, 732 * day],
  ["il y a 10 min", 600_000, 660_000],
  ["2 Monate", 56 * day, 93 * day],
  ["vor 3 Tagen", 3 * day, 4 * day],
  ["5 Std.", 5 * hour, 6 * hour],
  ["1 Woche", 7 * day, 14 * day],
  ["2 Jahre", 730 * day, 1098 * day],
  ["hace 3 d", 3 * day, 4 * day],
  ["2 semanas", 14 * day, 21 * day],
  ["1 año", 365 * day, 732 * day],
  ["3 meses", 84 * day, 124 * day],
  ["2 settimane fa", 14 * day, 21 * day],
  ["1 anno", 365 * day, 732 * day],
  ["há 2 dias", 2 * day, 3 * day],
  ["3 maanden", 84 * day, 124 * day],
  ["2 uur", 2 * hour, 3 * hour],
];

describe("relative ages", () => {
  test.each(ages)("%s is an interval", (text, shortest, longest) => {
    expect(parseRelativeAge(text, now).interval).toEqual({ fromMs: now - longest + 1, toMs: now - shortest });
  });

  test("every true age lies inside the interval of its floored label", () => {
    fc.assert(
      fc.property(fc.integer({ min: 60_000, max: 6 * day }), (age) => {
        const label =
          age < hour
            ? `${Math.floor(age / 60_000)}m`
            : age < day
              ? `${Math.floor(age / hour)}h`
              : `${Math.floor(age / day)}d`;
        const { interval } = parseRelativeAge(label, now);
        expect(interval!.fromMs).toBeLessThanOrEqual(now - age);
        expect(interval!.toMs).toBeGreaterThanOrEqual(now - age);
      }),
    );
  });

  test.each(["1yr • Edited", "3 j • Modifié •", "1 Wo. • Bearbeitet", "2 d • Editado"])(
    "%s says that the post was edited",
    (text) => {
      expect(parseRelativeAge(text, now).edited).toBe(true);
    },
  );

  test.each(["Promoted", "12,345 followers", "Counsel at Acme", ""])("“%s” is no age", (text) => {
    expect(parseRelativeAge(text, now)).toEqual({ interval: null, edited: false });
  });
});
