import { expect, test } from "vitest";
import { diffLines } from "./diff-text.ts";

test("a difference shows what would be added, what would change from what to what, and what would go", () => {
  const lines = diffLines({
    sync_id: "nightly-1",
    streams: [
      {
        stream: "customers",
        target: "crm_customers",
        mode: "change_feed",
        records: 10,
        adds: 12,
        changes: 2,
        removes: 1,
        unchanged: 7,
        bad: 0,
        changed_fields: [{ field: "email", count: 2 }],
        samples: [
          { op: "add", key: "1", before: null, after: { id: 1, note: "x".repeat(100) } },
          {
            op: "change",
            key: "2",
            before: { id: 2, email: "a@x.org", tier: "gold" },
            after: { id: 2, email: "b@x.org" },
          },
          { op: "change", key: "3", before: null, after: { email: "c@x.org" } },
          { op: "remove", key: "4", before: null, after: null },
        ],
      },
    ],
  });
  expect(lines).toEqual([
    "customers → crm_customers (change_feed): 10 records",
    "  would add 12, change 2, remove 1; 7 unchanged, 0 bad",
    "  changed fields: email 2",
    "  + 1",
    "      id: 1",
    `      note: "${"x".repeat(78)}…`,
    "  ~ 2",
    '      email: "a@x.org" → "b@x.org"',
    '      tier: "gold" → –',
    "  ~ 3",
    '      email: ? → "c@x.org"',
    "  - 4",
    "  … and 11 to add, not listed",
  ]);
});
