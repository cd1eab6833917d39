export { compareExtraction, type FieldChange, type PostReading } from "./compare-extraction.ts";
export { replayPosts, type ReplayListener, type ReplayOptions, type ReplayTotals } from "./replay-posts.ts";
