import type { HttpBindings } from "@hono/node-server";
import type { Context, Hono } from "hono";
import { z } from "zod";
import type { Value } from "../../values/value.ts";
import { writeJson } from "../../values/write-json.ts";
import type { SimulatedCustomer } from "./simulated-customer.ts";

export interface SimulatorEnv {
  Bindings: HttpBindings;
}
export type ApiContext = Context<SimulatorEnv>;

/** Where in the customers a request begins. */
export type Start = (context: ApiContext) => number | Promise<number>;
/** What a route shows of the customers that were asked for, from `at` on. */
export type Show = (page: SimulatedCustomer[], at: number, total: number) => Response;
export type Serve = (context: ApiContext, start: Start, show: Show) => Promise<Response>;

/** Records a page has at most, whatever is asked for. */
const mostPerPage = 100;

/** The same customers behind every usual way of paging. */
export function addCustomerRoutes(app: Hono<SimulatorEnv>, serve: Serve): void {
  app.get("/cursor/customers", (c) =>
    serve(c, numberIn("after", 0), (page, at, total) => {
      const next = at + page.length;
      const meta = next < total ? { next: String(next), has_more: true } : { next: null, has_more: false };
      return json({ data: { customers: page }, meta });
    }),
  );
  app.get("/pages/customers", (c) =>
    serve(
      c,
      () => (numberIn("page", 1)(c) - 1) * pageSizeOf(c),
      (page) => json({ items: page }),
    ),
  );
  app.get("/offsets/customers", (c) => serve(c, numberIn("offset", 0), (page) => json(page)));
  app.get("/links/customers", (c) =>
    serve(c, numberIn("from", 0), (page, at, total) => {
      const next = at + page.length;
      const link = next < total ? `, <${addressFrom(c, next)}>; title="a, b"; rel="next"` : "";
      return json(page, { link: `<${addressFrom(c, 0)}>; rel="first"${link}` });
    }),
  );
  app.get("/urls/customers", (c) =>
    serve(c, numberIn("from", 0), (page, at, total) => {
      const next = at + page.length;
      return json({ results: page, next: next < total ? addressFrom(c, next) : null });
    }),
  );
  app.post("/graphql", (c) =>
    serve(c, cursorInBody, (page, at, total) => {
      const end = at + page.length;
      const pageInfo = { hasNextPage: end < total, endCursor: String(end) };
      return json({ data: { customers: { edges: page.map((node) => ({ node })), pageInfo } } });
    }),
  );
  const fixed: readonly [string, (c: ApiContext) => Response][] = [
    ["/missing", (c) => c.json({ message: "There is no such thing." }, 404)],
    ["/nothing", (c) => c.body(null, 204)],
    ["/blank", () => new Response("")],
    ["/moved", (c) => c.redirect("/cursor/customers", 301)],
  ];
  for (const [path, show] of fixed)
    app.get(path, (c) =>
      serve(
        c,
        () => 0,
        () => show(c),
      ),
    );
}

/** Records on a page, as asked for. */
export const pageSizeOf = (context: ApiContext): number =>
  Math.min(Number(context.req.query("limit") ?? 50), mostPerPage);

const numberIn =
  (name: string, fallback: number): ((context: ApiContext) => number) =>
  (context) =>
    Number(context.req.query(name) ?? fallback);

const bodyWithCursor = z.looseObject({ variables: z.looseObject({ after: z.string().optional() }) });

async function cursorInBody(context: ApiContext): Promise<number> {
  return Number(bodyWithCursor.parse(await context.req.json<unknown>()).variables.after ?? 0);
}

/** The same address with another `from`. */
function addressFrom(context: ApiContext, from: number): string {
  const url = new URL(context.req.url);
  url.searchParams.set("from", String(from));
  return url.href;
}

/** JSON in which numbers beyond a double's are numbers. */
const json = (value: Value, headers: Record<string, string> = {}): Response =>
  new Response(writeJson(value), { headers: { "content-type": "application/json", ...headers } });
