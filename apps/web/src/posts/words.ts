import type { Category, SourceId, Verdict } from "@millrace/posts/contract";
import type { Tone } from "../shared/ui/badge.tsx";

/** Values of the contract's choices in the order people expect them. */
export const verdicts = ["kept", "rejected"] as const satisfies readonly Verdict[];
export const categories = [
  "relevant",
  "agency",
  "internship",
  "non_recruitment",
  "freelance",
  "external",
  "stale",
  "other",
] as const satisfies readonly Category[];
export const sourceIds = ["linkedin-demo", "linkedin-import"] as const satisfies readonly SourceId[];
export const sorts = ["collected", "published", "score", "reactions"] as const;
/** Languages offered as a filter; any other code works in the address. */
export const filterLanguages = ["fr", "en", "de", "es", "it", "nl", "pt"] as const;

export function categoryTone(category: Category): Tone {
  return category === "relevant" ? "good" : "neutral";
}
