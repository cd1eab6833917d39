import { messageOf, NeedsAttention } from "@millrace/platform/errors";
import { isReference, resolveReference } from "@millrace/platform/secrets";
import type { ConnectorContext } from "../connectors/context.ts";

/**
 * A value with the references (`env:NAME`, `file:/path`) among its texts replaced by what they lead to. Secrets given as one
 * text of several lines are opened as that text; what lies inside is opened here. Throws `NeedsAttention`, also where the
 * settings are not those of somebody who may read this machine.
 */
export async function openReferences<Given>(value: Given, by: MayRead): Promise<Given> {
  return (await opened(value, by)) as Given;
}

type MayRead = Pick<ConnectorContext, "mayReadReferences">;

async function opened(value: unknown, by: MayRead): Promise<unknown> {
  if (typeof value === "string") return isReference(value) ? secretAt(value, by) : value;
  if (Array.isArray(value)) return Promise.all(value.map((each) => opened(each, by)));
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(
    async ([name, inner]) => [name, await opened(inner, by)] as const,
  );
  return Object.fromEntries(await Promise.all(entries));
}

async function secretAt(reference: string, { mayReadReferences }: MayRead): Promise<string> {
  if (!mayReadReferences)
    throw new NeedsAttention(
      `${reference} leads to a variable or file of this machine, which takes an owner: have one give the source's settings, or write the secret in its place.`,
    );
  try {
    return await resolveReference(reference, process.env);
  } catch (cause) {
    throw new NeedsAttention(messageOf(cause), { cause });
  }
}
