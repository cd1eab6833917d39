/** A file or member that was not read, with one sentence a person can act on. The others go on. */
export interface Refusal {
  refused: true;
  /** File or member name. */
  name: string;
  /** Stable code, `snake_case`. */
  code: string;
  message: string;
}

/** Makes a refusal; the message names the thing and what to try. */
export function refusal(name: string, code: string, message: string): Refusal {
  return { refused: true, name, code, message };
}
