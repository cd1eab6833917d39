import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A shop's API as anybody might have one: customers in pages, behind a token. */
export interface ShopApi extends AsyncDisposable {
  readonly url: string;
  /** As the declarative source describes it. */
  readonly definition: string;
  readonly token: string;
  /** Gives every `everyNth` customer more points, and takes the last one away. */
  change(everyNth: number): void;
  /** Answers nothing from this page on until the hold is taken away with null. */
  holdFrom(page: number | null): void;
}

const customersPerPage = 500;
const token = "shop-token";

interface Customer {
  id: number | null;
  email: string;
  tier: string;
  points: number;
}

/** `customers`: how many there are; one of them has no id, which no change feed can follow. */
export async function openShopApi({ customers: count }: { customers: number }): Promise<ShopApi> {
  let customers = Array.from({ length: count }, (_, index): Customer => ({
    id: index === 12 ? null : index + 1,
    email: `customer-${index + 1}@shop.example`,
    tier: ["Bronze", "Silver", "Gold"][index % 3] ?? "Bronze",
    points: 10 * index,
  }));
  let heldFrom = Infinity;
  let held: (() => void)[] = [];
  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    const page = Number(new URL(request.url ?? "/", "http://shop").searchParams.get("page") ?? "1");
    if (page >= heldFrom) {
      held.push(() => answer(request, response));
      return;
    }
    const isLetIn = request.headers.authorization === `Bearer ${token}`;
    const body = isLetIn
      ? { customers: customers.slice((page - 1) * customersPerPage, page * customersPerPage) }
      : { error: { message: "This token is not known to the shop." } };
    response.writeHead(isLetIn ? 200 : 401, { "content-type": "application/json" });
    response.end(JSON.stringify(body));
  };
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    token,
    definition: definitionOf(url),
    change: (everyNth) => {
      customers = customers
        .slice(0, -1)
        .map((customer, index) =>
          index % everyNth === 0 ? { ...customer, points: customer.points + 5, tier: "Gold" } : customer,
        );
    },
    holdFrom: (page) => {
      heldFrom = page ?? Infinity;
      const released = held;
      held = [];
      for (const again of released) again();
    },
    [Symbol.asyncDispose]: () => new Promise<void>((resolve) => void server.close(() => resolve())),
  };
}

const definitionOf = (url: string): string => `base_url: ${url}
auth: { type: bearer, token: "{{ secrets.token }}" }
rate: { requests: 3, per_seconds: 1, burst: 3 }
errors:
  message: error.message
streams:
  - name: customers
    path: /customers
    records: customers
    primary_key: [id]
    paginator: { type: page, param: page, size: ${customersPerPage} }
`;
