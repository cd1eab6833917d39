import type { Clock } from "@millrace/platform/clock";
import { NeedsAttention } from "@millrace/platform/errors";
import type { SourceId } from "../contract.ts";
import { sourceRegistry } from "./registry.generated.ts";
import type { PostSource } from "./source.ts";

export interface PostSources {
  all: readonly PostSource[];
  /** null when this installation does not have it. */
  find: (id: SourceId) => PostSource | null;
  /** Throws NeedsAttention when this installation does not have the source. */
  byId: (id: SourceId) => PostSource;
}

/** The sources of this installation; the demo one only while the simulator runs. */
export function createPostSources(options: { demoUrl: string | null; clock: Clock }): PostSources {
  const { demoUrl, clock } = options;
  const demo = demoUrl === null ? [] : [sourceRegistry["linkedin-demo"]({ baseUrl: demoUrl, clock })];
  const all: PostSource[] = [...demo, sourceRegistry["linkedin-import"]];
  const find = (id: SourceId): PostSource | null => all.find((source) => source.id === id) ?? null;
  return {
    all,
    find,
    byId: (id) => {
      const found = find(id);
      if (found !== null) return found;
      throw new NeedsAttention(`The source ${id} is not available here; start with demo mode on to use it.`, {
        facts: { source: id },
      });
    },
  };
}
