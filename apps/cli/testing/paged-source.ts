import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

const perPage = 50;

/** A JSON API of customers, page by page, with a memory; for `http` sources under test. */
export interface PagedSource extends AsyncDisposable {
  url: string;
  /** Pages that were asked for, in order. */
  asked: readonly number[];
  /** Pages from this number on are answered only after `release`. */
  holdFrom(page: number): void;
  release(): void;
  /** true: every request is answered with 401. */
  refuse(isRefused: boolean): void;
}

export async function startPagedSource(customers: number): Promise<PagedSource> {
  const asked: number[] = [];
  let heldFrom = Infinity;
  let released = Promise.withResolvers<void>();
  let isRefused = false;
  const answer = async (page: number): Promise<{ status: number; body: unknown }> => {
    if (isRefused) return { status: 401, body: { error: "This key was revoked." } };
    asked.push(page);
    if (page >= heldFrom) await released.promise;
    const first = (page - 1) * perPage;
    const length = Math.max(0, Math.min(perPage, customers - first));
    return { status: 200, body: { data: Array.from({ length }, (_, at) => customerOf(first + at + 1)) } };
  };
  const server = createServer((request, response) => {
    const page = Number(new URL(request.url ?? "/", "http://source").searchParams.get("page"));
    void answer(page).then(({ status, body }) =>
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body)),
    );
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    holdFrom: (page) => {
      heldFrom = page;
      released = Promise.withResolvers<void>();
    },
    release: () => {
      heldFrom = Infinity;
      released.resolve();
    },
    refuse: (refused) => {
      isRefused = refused;
    },
    async [Symbol.asyncDispose]() {
      released.resolve();
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

const customerOf = (id: number) => ({ id, email: `customer-${id}@example.org`, points: id * 3 });

/** The settings of an `http` source that reads it, as YAML below `source:`. */
export function sourceYaml({ url }: PagedSource): string {
  return `source:
  type: http
  definition:
    base_url: ${url}
    rate: { requests: 1000, per_seconds: 1 }
    streams:
      - name: customers
        path: /customers
        records: data
        primary_key: [id]
        paginator: { type: page, param: page }
`;
}
