import { useEffect, useMemo, useRef } from "react";
import { useTranslation } from "react-i18next";
import { cn } from "../../shared/ui/cn.ts";
import { layOutJson } from "./json-text.ts";

/** Longer texts are shown around what is marked; the whole is one link away. */
const mostLines = 400;
const around = 40;
/** What stays in sight above the marked lines. */
const aboveMarkedPx = 60;

/** What a source gave, byte for byte but laid out; some lines may be marked. */
export function RawText({
  label,
  text,
  marked = null,
  className,
}: {
  label: string;
  text: string;
  marked?: { first: number; last: number } | null;
  className?: string;
}) {
  const { t } = useTranslation();
  const lines = useMemo(() => layOutJson(text)?.lines ?? text.split("\n"), [text]);
  const { from, to } = shownLines(lines.length, marked);
  const region = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const line = region.current?.querySelector<HTMLElement>("[data-marked]");
    // Only the region is scrolled, never the page.
    if (line != null && region.current !== null) region.current.scrollTop = line.offsetTop - aboveMarkedPx;
  }, [text, marked]);
  return (
    <div
      ref={region}
      tabIndex={0}
      role="region"
      aria-label={label}
      className={cn("relative max-h-96 overflow-auto px-4 py-3 font-mono text-xs leading-relaxed", className)}
    >
      {from > 0 && <p className="text-faint">{t("connect.linesAbove", { count: from })}</p>}
      {lines.slice(from, to).map((line, index) => {
        const number = from + index;
        const isMarked = marked !== null && number >= marked.first && number <= marked.last;
        return (
          <div
            key={number}
            data-marked={isMarked ? "" : undefined}
            className={cn("min-h-lh break-words whitespace-pre-wrap", isMarked && "-mx-2 bg-hit px-2")}
          >
            {line}
          </div>
        );
      })}
      {to < lines.length && (
        <p className="text-faint">{t("connect.linesBelow", { count: lines.length - to })}</p>
      )}
    </div>
  );
}

function shownLines(count: number, marked: { first: number; last: number } | null) {
  if (count <= mostLines) return { from: 0, to: count };
  const from = Math.max(0, (marked?.first ?? 0) - around);
  return { from, to: Math.min(count, Math.max((marked?.last ?? 0) + around, from + mostLines)) };
}
