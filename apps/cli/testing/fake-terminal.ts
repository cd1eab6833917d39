import { PassThrough } from "node:stream";
import { stripVTControlCharacters } from "node:util";
import { until } from "@millrace/platform/testing";

export const enter = "\r";
export const down = "\u001B[B";
export const interrupt = "\u0003";

/** For tests: a terminal whose keys the test presses and whose text it reads. */
export function openFakeTerminal() {
  const input = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => undefined });
  const output = Object.assign(new PassThrough(), { isTTY: true, columns: 120, rows: 40 });
  let text = "";
  let from = 0;
  output.on("data", (chunk: Buffer) => (text += stripVTControlCharacters(chunk.toString())));
  /** Waits for words that come after those waited for before. */
  const sees = async (words: string): Promise<void> => {
    await until(`the terminal says ${words}`, () => Promise.resolve(text.includes(words, from)));
    from = text.indexOf(words, from) + words.length;
  };
  return {
    terminal: { input, output },
    sees,
    /** Waits for a question, then presses the keys. */
    answer: async (question: string, ...keys: string[]): Promise<void> => {
      await sees(question);
      for (const key of keys) input.write(key);
    },
  };
}
