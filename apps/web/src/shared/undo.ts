/** The last thing a person did that can be taken back with the "u" key. */
let last: (() => void) | null = null;

export function rememberUndo(undo: () => void): void {
  last = undo;
}

/** Takes back the last thing once; false when there is nothing to take back. */
export function undoLast(): boolean {
  const undo = last;
  last = null;
  undo?.();
  return undo !== null;
}
