import type { SessionWebsite } from "@millrace/sites/contract";
import type { Tone } from "../../shared/ui/badge.tsx";

export type Outcome = NonNullable<SessionWebsite["outcome"]>;

/** What a measurement can make of a website, best first, with how it looks in a bar. */
export const outcomes = [
  { outcome: "completed", tone: "good", bar: "bg-good" },
  { outcome: "partial", tone: "warn", bar: "bg-warn" },
  { outcome: "failed", tone: "bad", bar: "bg-bad" },
  { outcome: "na", tone: "neutral", bar: "bg-faint" },
] as const satisfies readonly { outcome: Outcome; tone: Tone; bar: string }[];

export const toneOf = (outcome: Outcome): Tone =>
  outcomes.find((each) => each.outcome === outcome)?.tone ?? "neutral";
