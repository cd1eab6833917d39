/** What the address of the trace says: the row, "run:page:offset". */
export interface TraceSearch {
  row?: string;
}

export function readTraceSearch(raw: Record<string, unknown>): TraceSearch {
  const row = raw["row"];
  return typeof row === "string" && row.trim() !== "" ? { row: row.trim().slice(0, 300) } : {};
}

const rowAddress = /^[^\s:]+(?::[^\s:]+)*:\d+:\d+$/u;

/** Whether a text names a row: the run, the page and the place in it. */
export const isRowAddress = (text: string): boolean => rowAddress.test(text.trim());
