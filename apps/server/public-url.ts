import type { ServerContext } from "./context.ts";

/** Where people reach the house, as the settings have it at this moment; null when nobody said. */
export function publicUrlOf({ settings, config }: Pick<ServerContext, "settings" | "config">): string | null {
  return settings.values().publicUrl ?? config.publicUrl;
}

/** Whether that address is encrypted. */
export function isBehindTls(context: Pick<ServerContext, "settings" | "config">): boolean {
  return publicUrlOf(context)?.startsWith("https:") === true;
}
