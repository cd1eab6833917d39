import { CANCEL_SYMBOL } from "@clack/prompts";
import type { Readable, Writable } from "node:stream";

/** Where the menu is drawn, and where its keys come from. */
export interface Terminal {
  input: Readable & { setRawMode(isRaw: boolean): unknown };
  output: Writable & { columns: number };
}

/** Ctrl-C, or Escape, in the middle of something: the menu ends, what runs goes on. */
export class MenuLeft extends Error {
  constructor() {
    super("The menu was left.");
    this.name = "MenuLeft";
  }
}

/** The answer to a prompt; throws `MenuLeft` when there was none. */
export function answered<Answer>(answer: Answer | typeof CANCEL_SYMBOL): Answer {
  if (answer === CANCEL_SYMBOL) throw new MenuLeft();
  return answer as Answer;
}
