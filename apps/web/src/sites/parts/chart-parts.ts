import type { Formatters } from "../../shared/i18n/format.ts";

const dayMs = 86_400_000;

/** Writes instants (ms) below an axis: hours when everything lies within two days, else days. */
export function instantWriter(format: Formatters, firstMs: number, lastMs: number): (at: number) => string {
  const write = lastMs - firstMs < 2 * dayMs ? format.hourMinute : format.day;
  return (at) => write(new Date(at).toISOString());
}

/** What all charts of Sites look like. */
export const tick = { fill: "var(--c-faint)", fontSize: 11 };

export const tooltipStyle = {
  background: "var(--c-panel)",
  border: "1px solid var(--c-line)",
  borderRadius: 8,
  fontSize: 12,
  boxShadow: "var(--shadow)",
} as const;

/** Colours and dashes of lines side by side: told apart without seeing colours. */
export const lineLooks = [
  { color: "var(--c-line-1)", dash: "0" },
  { color: "var(--c-line-2)", dash: "0" },
  { color: "var(--c-line-3)", dash: "0" },
  { color: "var(--c-line-4)", dash: "0" },
  { color: "var(--c-line-5)", dash: "0" },
  { color: "var(--c-line-1)", dash: "6 3" },
  { color: "var(--c-line-2)", dash: "6 3" },
  { color: "var(--c-line-3)", dash: "6 3" },
  { color: "var(--c-line-4)", dash: "6 3" },
  { color: "var(--c-line-5)", dash: "6 3" },
] as const;
