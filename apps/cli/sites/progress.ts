/** How often a line is written where nothing can be overwritten, ms. */
const lineEveryMs = 1_000;
const barCells = 24;

interface Terminal {
  isTTY?: boolean;
  columns?: number;
  write(text: string): unknown;
}

/** Tells how far something is. */
export interface Progress {
  /** `of` null: not known yet; `isAbout`: only expected. */
  show(done: number, of: number | null, note: string, isAbout?: boolean): void;
  end(): void;
}

/** A bar that is written over in a terminal; elsewhere a line a second, and only when something has changed. */
export function progressOn(stream: Terminal, nowMs: () => number = Date.now): Progress {
  if (stream.isTTY === true)
    return {
      show: (done, of, note, isAbout) => {
        const line = `${barOf(done, of)} ${countOf(done, of, isAbout)}${note === "" ? "" : ` · ${note}`}`;
        stream.write(`\r${line.slice(0, (stream.columns ?? 80) - 1)}\u001B[K`);
      },
      end: () => stream.write("\r\u001B[K"),
    };
  let last = "";
  let next = 0;
  return {
    show: (done, of, note, isAbout) => {
      const count = countOf(done, of, isAbout);
      if (done === 0 || count === last || nowMs() < next) return;
      last = count;
      next = nowMs() + lineEveryMs;
      stream.write(`${count}${note === "" ? "" : ` · ${note}`}\n`);
    },
    end: () => undefined,
  };
}

const countOf = (done: number, of: number | null, isAbout = false) =>
  of === null ? String(done) : `${done}/${isAbout ? "≈" : ""}${of}`;

export function barOf(done: number, of: number | null): string {
  const full = of === null || of === 0 ? 0 : Math.floor(Math.min(1, done / of) * barCells);
  return `${"█".repeat(full)}${"░".repeat(barCells - full)}`;
}
