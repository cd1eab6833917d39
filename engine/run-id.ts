import { contentHash } from "@millrace/platform/ids";

/** Ids travel in URLs, logs and NOTIFY payloads (8000 bytes): longer keys are hashed. */
const longestId = 120;

/** The run id of a key: the same definition and key always give the same id, which is what makes a start once only. */
export function runIdOf(definitionId: string, key: string): string {
  const readable = `${definitionId}:${key}`;
  const isReadable = readable.length <= longestId && /^[\x21-\x7e]+$/.test(readable);
  return isReadable ? readable : `${definitionId}:sha256-${contentHash(key)}`;
}

/** A child's key, scoped to its parent: two runs that use the same key get a child each. */
export function childKeyOf(parentRunId: string, key: string): string {
  return `${parentRunId}/${key}`;
}
