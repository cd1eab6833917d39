import type { Classification } from "../contract.ts";
import type { CompiledRules } from "../rules/compile-rules.ts";
import { classify } from "./classify.ts";
import type { NormalisedPost } from "./normalise.ts";

/** The rules' judgement of an extracted post at the given time (epoch ms), which decides what is stale. */
export function judgePost(post: NormalisedPost, rules: CompiledRules, nowMs: number): Classification {
  return classify(
    {
      text: post.text ?? "",
      language: post.language,
      author_name: post.author.name,
      author_headline: post.author.headline,
      author_kind: post.author.kind,
      published_at: post.published_at,
    },
    rules,
    nowMs,
  );
}
