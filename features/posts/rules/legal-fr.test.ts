import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { category, verdict } from "../contract.ts";
import { classify } from "../pipeline/classify.ts";
import { loadRules } from "./load-rules.ts";

const labelled = z.object({
  text: z.string(),
  verdict,
  category,
  set: z.enum(["tuning", "held-out"]),
  published_at: z.string().optional(),
  author_headline: z.string().optional(),
  place: z.string().optional(),
});
const posts = readFileSync(new URL("./fixtures/legal-fr.jsonl", import.meta.url), "utf8")
  .trim()
  .split("\n")
  .map((line) => labelled.parse(JSON.parse(line)));
const nowMs = Date.parse("2026-11-21T12:00:00Z");
const rules = loadRules("legal-fr");

describe("legal-fr on the labelled posts", () => {
  it.each(posts)("$category: $text", (post) => {
    expect(classify(post, rules, nowMs)).toMatchObject({ verdict: post.verdict, category: post.category });
  });
});
