import type { RecordValue } from "../../values/value.ts";
import type { Source } from "../source.ts";

/**
 * What a source can meet. `html_instead` and `cut`: HTML, or JSON that ends too early, with status 200; `endless`: a cursor
 * that comes back to where it was; `server_error`: 5xx; `rate_limit`: 429; `reset`: the connection is cut before the answer;
 * `hang`: no answer for a minute. In force from the second page on, so that reading has begun.
 */
export type SourceFault =
  | "html_instead"
  | "cut"
  | "endless"
  | "server_error"
  | "rate_limit"
  | "reset"
  | "hang";

/**
 * A member of the family with what it needs to be tested offline, as the contract test asks for it. Each member's
 * `test-rig.ts` exports one function that opens its rig (`openAcmeRig`); rigs.ts lists them.
 */
export interface SourceRig extends AsyncDisposable {
  /** The id of the source, and what tells its rigs apart where it has several ("http with offsets"). */
  name: string;
  source: Source;
  /** As `source.settings` reads them, before parsing. */
  settings: Record<string, unknown>;
  /** The stream the test reads; more than one page of it. */
  stream: string;
  /** Records of that stream as `decode` must give them, in order; all of them, and nothing else. */
  truth(): Promise<readonly RecordValue[]>;
  /** Settings that `check` must refuse, and those it may name for it. */
  wrong: readonly { what: string; settings: Record<string, unknown>; named: readonly string[] }[];
  /** What `setFault` can bring about; a source that calls nobody has none. */
  faults: readonly SourceFault[];
  /** null: all is well again. */
  setFault(fault: SourceFault | null): void | Promise<void>;
  /** A body that is a page of the stream but for its end; null where pages have no such form. */
  brokenBodies: readonly { what: string; body: string }[];
  /** Never to be seen in origins, cursors and messages. */
  secrets: readonly string[];
}
