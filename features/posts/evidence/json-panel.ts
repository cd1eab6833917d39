import { escapeHtml } from "./escape.ts";
import { isContainer, type JsonTarget } from "./json-place.ts";
import type { Range } from "./locate.ts";
import type { MarkWriter } from "./mark-writer.ts";

const mostCharacters = 40_000;
const mostItems = 12;
const longestString = 240;
/** Characters of a marked string shown before and after the mark. */
const around = 2_000;
const depthBesideTrail = 1;

/** Prints the objects around the targets as readable JSON with the targets marked. Strings are shown as they read, unescaped. */
export function jsonPanel(targets: readonly JsonTarget[], marks: MarkWriter): string {
  const contexts = [...new Set(targets.map((target) => target.context))];
  return contexts
    .map((context) => {
      const printer = new Printer(targets, marks);
      printer.value(context, "", depthBesideTrail);
      return `<pre class="json">${printer.out.join("")}</pre>`;
    })
    .join("\n");
}

class Printer {
  readonly out: string[] = [];
  private written = 0;
  private readonly targets: readonly JsonTarget[];
  private readonly trail: Set<unknown>;
  private readonly marks: MarkWriter;

  constructor(targets: readonly JsonTarget[], marks: MarkWriter) {
    this.targets = targets;
    this.marks = marks;
    this.trail = new Set(targets.flatMap((target) => target.trail));
  }

  value(value: unknown, indent: string, depth: number): void {
    if (!isContainer(value)) this.put(escapeHtml(scalar(value)));
    else if (!this.trail.has(value) && (depth <= 0 || this.written > mostCharacters))
      this.put(Array.isArray(value) ? "[…]" : "{…}");
    else this.container(value, indent, depth);
  }

  private container(container: Record<string, unknown>, indent: string, depth: number): void {
    const isList = Array.isArray(container);
    const entries = Object.entries(container);
    const shown = entries.filter(
      ([key, value], index) => index < mostItems || this.isWanted(container, key, value),
    );
    this.put(isList ? "[" : "{");
    const inner = `${indent}  `;
    for (const [key, value] of shown) {
      this.put(`\n${inner}${isList ? "" : `<span class="key">${escapeHtml(JSON.stringify(key))}</span>: `}`);
      this.entry(container, key, value, inner, depth);
    }
    if (shown.length < entries.length) this.put(`\n${inner}… +${entries.length - shown.length}`);
    this.put(entries.length === 0 ? "" : `\n${indent}`);
    this.put(isList ? "]" : "}");
  }

  private entry(
    container: Record<string, unknown>,
    key: string,
    value: unknown,
    indent: string,
    depth: number,
  ): void {
    const target = this.targets.find((item) => item.container === container && item.key === key);
    if (target === undefined) {
      this.value(value, indent, depth - Number(!this.trail.has(value)));
      return;
    }
    if (isContainer(value)) {
      const open = this.marks.open();
      this.put(open.start);
      this.value(value, indent, depth + 1);
      this.put(open.end);
    } else this.put(this.marked(value, target.range));
  }

  private marked(value: unknown, range: Range | null): string {
    const text = String(value);
    const quote = typeof value === "string" ? "&quot;" : "";
    return `${quote}${this.marks.within(text, range ?? { start: 0, end: text.length }, around)}${quote}`;
  }

  private isWanted(container: Record<string, unknown>, key: string, value: unknown): boolean {
    return (
      this.trail.has(value) ||
      this.targets.some((target) => target.container === container && target.key === key)
    );
  }

  private put(html: string): void {
    this.written += html.length;
    this.out.push(html);
  }
}

function scalar(value: unknown): string {
  const text = JSON.stringify(value) ?? "null";
  return text.length > longestString ? `${text.slice(0, longestString)}…"` : text;
}
