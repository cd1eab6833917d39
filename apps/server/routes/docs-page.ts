import type { Api } from "@millrace/platform/api";
import { html } from "hono/html";

interface Operation {
  summary?: string;
  tags?: string[];
}

const methods = ["get", "post", "put", "patch", "delete"] as const;

/** `/api/docs`: every operation of the generated OpenAPI document, readable without scripts. */
export function addDocsPage(app: Api): void {
  app.get("/api/docs", (c) => {
    const document = app.getOpenAPI31Document({ openapi: "3.1.0", info: { title: "Millrace", version: "" } });
    const rows = Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
      methods.flatMap((method) => {
        const operation = (item as Partial<Record<string, Operation>>)[method];
        return operation === undefined ? [] : [{ path, method, operation }];
      }),
    );
    return c.html(html`<!doctype html>
      <html lang="en">
        <head>
          <meta charset="utf-8" />
          <title>Millrace API</title>
        </head>
        <body>
          <main>
            <h1>Millrace API</h1>
            <p>
              The full description, with every parameter, example and error, is the OpenAPI 3.1 document
              <a href="/api/v1/openapi.json">/api/v1/openapi.json</a>. Errors are problem details (RFC 9457).
            </p>
            <table>
              <thead>
                <tr>
                  <th scope="col">Operation</th>
                  <th scope="col">What it does</th>
                </tr>
              </thead>
              <tbody>
                ${rows.map(
                  ({ path, method, operation }) =>
                    html`<tr>
                      <td><code>${method.toUpperCase()} ${path}</code></td>
                      <td>${operation.summary ?? ""}</td>
                    </tr>`,
                )}
              </tbody>
            </table>
          </main>
        </body>
      </html>`);
  });
}
