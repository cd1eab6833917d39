import { escapeHtml } from "./escape-html.ts";

/** Characters of an answer that are shown at most, on either side of the value. */
const mostAround = 200_000;

/** An answer as safe HTML, and whether the value's place was marked in it. */
export interface RenderedAnswer {
  html: string;
  isMarked: boolean;
}

/** A JSON answer, pretty-printed, with the value at `place` ("result[1].organicTraffic") marked. */
export function renderJsonAnswer(answer: unknown, place: string): RenderedAnswer {
  const wanted = stepsOf(place);
  let isMarked = false;
  const write = (value: unknown, path: readonly string[], depth: number): string => {
    if (path.length === wanted.length && path.every((step, index) => step === wanted[index])) {
      isMarked = true;
      return `<mark id="evidence">${plain(value, depth)}</mark>`;
    }
    return inside(value, path, depth, write);
  };
  const html = `<pre>${write(answer, [], 0)}</pre>`;
  return { html, isMarked };
}

/** An answer that is no JSON, as it came, with the first place that says `raw` marked. */
export function renderTextAnswer(text: string, raw: string | null): RenderedAnswer {
  const at = raw === null || raw === "" ? -1 : text.indexOf(raw);
  if (at < 0 || raw === null)
    return { html: `<pre>${escapeHtml(text.slice(0, mostAround))}</pre>`, isMarked: false };
  const [from, end] = [Math.max(0, at - mostAround), at + raw.length];
  return {
    html: `<pre>${escapeHtml(text.slice(from, at))}<mark id="evidence">${escapeHtml(raw)}</mark>${escapeHtml(text.slice(end, end + mostAround))}</pre>`,
    isMarked: true,
  };
}

type Write = (value: unknown, path: readonly string[], depth: number) => string;

function inside(value: unknown, path: readonly string[], depth: number, write: Write): string {
  if (typeof value !== "object" || value === null) return scalar(value);
  const isList = Array.isArray(value);
  const entries = Object.entries(value);
  if (entries.length === 0) return isList ? "[]" : "{}";
  const lines = entries.map(([name, item]) => {
    const key = isList ? "" : `<span class="key">${escapeHtml(JSON.stringify(name))}</span>: `;
    return `${indent(depth + 1)}${key}${write(item, [...path, name], depth + 1)}`;
  });
  const [open, close] = isList ? ["[", "]"] : ["{", "}"];
  return `${open}\n${lines.join(",\n")}\n${indent(depth)}${close}`;
}

function plain(value: unknown, depth: number): string {
  return inside(value, [], depth, (item, _path, at) => plain(item, at));
}

function scalar(value: unknown): string {
  return escapeHtml(JSON.stringify(value) ?? "null");
}

function indent(depth: number): string {
  return "  ".repeat(depth);
}

/** "result[1].organicTraffic" → ["result", "1", "organicTraffic"]. */
function stepsOf(place: string): string[] {
  return place
    .replaceAll(/\[(\d+)\]/gu, ".$1")
    .split(".")
    .filter((step) => step !== "");
}
