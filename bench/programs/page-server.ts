import { readFileSync } from "node:fs";
import { createServer } from "node:http";

/**
 * Serves one saved public LinkedIn post (100 KB) at every address below /pages/, as a site would serve its pages.
 * Prints its origin; SIGTERM ends it.
 */
const page = readFileSync(
  new URL("../../features/posts/extraction/fixtures/public-post.html", import.meta.url),
);

const server = createServer((request, response) => {
  if (request.url?.startsWith("/pages/") !== true) {
    response.writeHead(404).end();
    return;
  }
  response.writeHead(200, { "content-type": "text/html; charset=utf-8", "content-length": page.byteLength });
  response.end(page);
});
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  if (address !== null && typeof address === "object") console.log(`http://127.0.0.1:${address.port}`);
});
process.once("SIGTERM", () => process.exit(0));
