import type { Clock } from "@millrace/platform/clock";
import { NeedsAttention } from "@millrace/platform/errors";
import type { SourceId } from "../contract.ts";
import { sourceRegistry } from "./registry.generated.ts";
import type { PostSource } from "./source.ts";

export interface PostSources {
  all: readonly PostSource[];
  /** Throws NeedsAttention when this installation does not have the source. */
  byId: (id: SourceId) => PostSource;
}

/** The sources of this installation; the demo one only while the simulator runs. */
export function createPostSources(options: { demoUrl: string | null; clock: Clock }): PostSources {
  const { demoUrl, clock } = options;
  const demo = demoUrl === null ? [] : [sourceRegistry["linkedin-demo"]({ baseUrl: demoUrl, clock })];
  const all: PostSource[] = [...demo, sourceRegistry["linkedin-import"]];
  return {
    all,
    byId: (id) => {
      const found = all.find((source) => source.id === id);
      if (found !== undefined) return found;
      throw new NeedsAttention(`The source ${id} is not available here; start with demo mode on to use it.`, {
        facts: { source: id },
      });
    },
  };
}
