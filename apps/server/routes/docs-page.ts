import type { Api } from "@millrace/platform/api";
import { html } from "hono/html";
import { operationsOf } from "../openapi.ts";

/** `/api/docs`: every operation of the generated OpenAPI document, readable without scripts. */
export function addDocsPage(app: Api): void {
  app.get("/api/docs", (c) =>
    c.html(
      html`<!doctype html>
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
                <a href="/api/v1/openapi.json">/api/v1/openapi.json</a>. Errors are problem details (RFC
                9457).
              </p>
              <table>
                <thead>
                  <tr>
                    <th scope="col">Operation</th>
                    <th scope="col">What it does</th>
                  </tr>
                </thead>
                <tbody>
                  ${operationsOf(app).map(
                    ({ path, method, summary }) =>
                      html`<tr>
                        <td><code>${method.toUpperCase()} ${path}</code></td>
                        <td>${summary}</td>
                      </tr>`,
                  )}
                </tbody>
              </table>
            </main>
          </body>
        </html>`,
    ),
  );
}
