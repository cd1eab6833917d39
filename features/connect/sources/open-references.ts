import { messageOf, NeedsAttention } from "@millrace/platform/errors";
import { isReference, resolveReference } from "@millrace/platform/secrets";

/**
 * A value with the references (`env:NAME`, `file:/path`) among its texts replaced by what they lead to. Secrets given as one
 * text of several lines are opened as that text; what lies inside is opened here. Throws `NeedsAttention`.
 */
export async function openReferences<Given>(value: Given): Promise<Given> {
  return (await opened(value)) as Given;
}

async function opened(value: unknown): Promise<unknown> {
  if (typeof value === "string") return isReference(value) ? secretAt(value) : value;
  if (Array.isArray(value)) return Promise.all(value.map(opened));
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(async ([name, inner]) => [name, await opened(inner)] as const);
  return Object.fromEntries(await Promise.all(entries));
}

async function secretAt(reference: string): Promise<string> {
  try {
    return await resolveReference(reference, process.env);
  } catch (cause) {
    throw new NeedsAttention(messageOf(cause), { cause });
  }
}
