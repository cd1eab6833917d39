import { useMemo } from "react";
import { cn } from "../ui/cn.ts";
import { segmentText, type TextMark } from "./segments.ts";

const looks: Record<TextMark["kind"], string> = {
  mention: "font-medium text-accent",
  hashtag: "text-accent",
  term: "rounded-sm bg-accent-soft underline decoration-accent decoration-2 underline-offset-3",
  hit: "rounded-sm bg-hit",
};

/** A text with its mentions, hashtags, deciding terms and search hits marked. */
export function MarkedText({ text, marks }: { text: string; marks: readonly TextMark[] }) {
  const segments = useMemo(() => segmentText(text, marks), [text, marks]);
  return segments.map((segment) => {
    if (segment.kinds.length === 0) return segment.text;
    const className = cn(segment.kinds.map((kind) => looks[kind]));
    const isMark = segment.kinds.includes("hit") || segment.kinds.includes("term");
    return isMark ? (
      <mark key={segment.start} className={className}>
        {segment.text}
      </mark>
    ) : (
      <span key={segment.start} className={className}>
        {segment.text}
      </span>
    );
  });
}
