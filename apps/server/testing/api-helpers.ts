import type { PostSummary } from "@millrace/posts/contract";
import type { TestHouse } from "./test-house.ts";

/** Every post a filter finds, walked page by page. */
export async function everyPost(house: TestHouse, filter = "", limit = 7): Promise<PostSummary[]> {
  const posts: PostSummary[] = [];
  let cursor: string | null = null;
  do {
    const place: string = cursor === null ? "" : `&cursor=${encodeURIComponent(cursor)}`;
    const { status, body } = await house.call<{ items: PostSummary[]; next_cursor: string | null }>(
      `/posts?limit=${limit}${filter}${place}`,
    );
    if (status !== 200) throw new Error(`GET /posts answered ${status}: ${JSON.stringify(body)}`);
    posts.push(...body.items);
    cursor = body.next_cursor;
  } while (cursor !== null);
  return posts;
}

export interface HeardEvent {
  type: string;
  subject: string | null;
  payload: unknown;
}

/** A live stream being read, as a browser would read it. */
export interface HeardStream extends AsyncDisposable {
  readonly events: readonly HeardEvent[];
  readonly lastId: string | null;
  /** Resolves when the server or we have ended it. */
  readonly ended: Promise<void>;
  of(type: string): HeardEvent[];
}

export async function listenTo(url: string, lastEventId: string | null = null): Promise<HeardStream> {
  const leaving = new AbortController();
  const headers: Record<string, string> = lastEventId === null ? {} : { "last-event-id": lastEventId };
  const answer = await fetch(url, { headers, signal: leaving.signal });
  const events: HeardEvent[] = [];
  let lastId: string | null = null;
  const take = (block: string): void => {
    const field = (name: string): string | undefined =>
      block
        .split("\n")
        .find((line) => line.startsWith(`${name}: `))
        ?.slice(name.length + 2);
    lastId = field("id") ?? lastId;
    const data = field("data");
    if (data !== undefined) events.push(JSON.parse(data) as HeardEvent);
  };
  const read = async (): Promise<void> => {
    let rest = "";
    const decoder = new TextDecoder();
    for await (const chunk of (answer.body ?? []) as AsyncIterable<Uint8Array>) {
      const blocks = (rest + decoder.decode(chunk, { stream: true })).split("\n\n");
      rest = blocks.pop() ?? "";
      for (const block of blocks) take(block);
    }
  };
  const ended = read().catch((error: unknown) => {
    if (!leaving.signal.aborted) throw error;
  });
  return {
    events,
    ended,
    get lastId() {
      return lastId;
    },
    of: (type) => events.filter((event) => event.type === type),
    async [Symbol.asyncDispose]() {
      leaving.abort();
      await ended;
    },
  };
}

/** Compares by code units; unknown first. */
export function byText(left: string | null | undefined, right: string | null | undefined): number {
  const [first, second] = [left ?? "", right ?? ""];
  return first < second ? -1 : Number(first > second);
}
