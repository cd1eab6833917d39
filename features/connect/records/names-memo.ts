/** Shapes kept at once: the records of a stream come in a handful, by turns. */
const most = 16;

/** Remembers what was made of a record's names, so that the same names in the same order are not dealt with again. */
export class NamesMemo<Made> {
  readonly #known: { names: readonly string[]; made: Made }[] = [];

  of(names: readonly string[], make: (names: readonly string[]) => Made): Made {
    for (const { names: known, made } of this.#known) if (isSame(known, names)) return made;
    const made = make(names);
    this.#known.unshift({ names, made });
    if (this.#known.length > most) this.#known.pop();
    return made;
  }

  clear(): void {
    this.#known.length = 0;
  }
}

function isSame(a: readonly string[], b: readonly string[]): boolean {
  if (a.length !== b.length) return false;
  for (let at = 0; at < a.length; at += 1) if (a[at] !== b[at]) return false;
  return true;
}
