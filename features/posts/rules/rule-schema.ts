import { z } from "zod";
import { category } from "../contract.ts";

const patterns = z.array(z.string().min(1)).min(1);
const listNames = z.array(z.string().min(1));

/** Terms that share a weight and conditions. Conditions name lists. */
export const termGroup = z.strictObject({
  any: patterns,
  /** 1 decides alone; smaller weights add up to the category's threshold. */
  weight: z.number().positive().max(1).default(1),
  /** Counts only when one of these lists matches somewhere in the post. */
  needs: listNames.default([]),
  /** Counts only when one of these lists matches in the same sentence. */
  near: listNames.default([]),
  /** Does not count when one of these lists matches somewhere in the post. */
  unless: listNames.default([]),
  /** Does not count when one of these lists matches in the same sentence. */
  unless_near: listNames.default([]),
});
export type TermGroup = z.infer<typeof termGroup>;

const terms = z.array(z.union([z.string().min(1), termGroup]));

const block = z.strictObject({
  threshold: z.number().positive().default(1),
  terms: terms.default([]),
  /** A term that overlaps one of these does not count. */
  exceptions: z.array(z.string().min(1)).default([]),
  /** Patterns for the author's name and headline. */
  author: z.array(z.string().min(1)).default([]),
});

/** A thing a relevant post must show; without it the post falls into the category `missing`. */
const signal = block.extend({ missing: category });

/** One rule file: what the customer wants, said as data. */
export const ruleFile = z.strictObject({
  name: z.string().regex(/^[a-z0-9][a-z0-9-]*$/u, "a name is made of small letters, digits and hyphens"),
  title: z.string().min(1),
  description: z.string().default(""),
  /** Languages a post may be written in; absent: any. */
  languages: z
    .array(z.string().regex(/^[a-z]{2,3}$/u))
    .min(1)
    .optional(),
  /** A relevant post older than this is `stale`; absent: no limit. */
  max_age_days: z.number().positive().optional(),
  /** Words of the accepted language: lists that, when they match, overrule the language detector. */
  language_proof: listNames.default([]),
  /** Lists that read the `place` a source gives: a foreign place without a home place is `external`. */
  place: z.strictObject({ home: z.string(), foreign: z.string() }).optional(),
  lists: z.record(z.string().regex(/^[a-z][a-z0-9_]*$/u), patterns).default({}),
  /** Passages that count for nothing, in no category and no list condition. */
  ignore: z.array(z.string().min(1)).default([]),
  /** Rejections are tried in this order; the first that reaches its threshold gives the category. */
  order: z.array(category).min(1),
  relevant: z.strictObject({ signals: z.record(z.string(), signal) }),
  categories: z.partialRecord(category.exclude(["relevant"]), block).default({}),
});
export type RuleFile = z.infer<typeof ruleFile>;
