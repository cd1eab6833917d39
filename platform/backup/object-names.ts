import { Transform } from "node:stream";

const digits = 64;
const name = /(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])/g;

/**
 * Lets text pass and collects whatever could be the name of an object in it: an object is found wherever a row, an input
 * or an output mentions it, and no list of columns can forget one.
 */
export function collectObjectNames(found: Set<string>): Transform {
  let tail = "";
  const look = (text: string): void => {
    for (const [match] of text.matchAll(name)) found.add(match);
  };
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      const text = tail + chunk.toString("latin1");
      // A name at the very end may go on in the next chunk, and be none.
      const cut = Math.max(0, text.length - digits - 1);
      const safe = text.slice(0, cut).search(/[0-9a-f]*$/);
      look(text.slice(0, safe));
      tail = text.slice(safe).slice(-4 * digits);
      done(null, chunk);
    },
    flush(done) {
      look(tail);
      done();
    },
  });
}
