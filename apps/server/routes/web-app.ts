import { existsSync, globSync, readFileSync } from "node:fs";
import { extname, join, sep } from "node:path";
import type { Context } from "hono";
import type { Api } from "@millrace/platform/api";
import { contentHash } from "@millrace/platform/ids";

/** Where `npm run build` puts the dashboard, seen from the sources and from the bundle. */
const folders = [join(import.meta.dirname, "../../web/dist"), join(import.meta.dirname, "../apps/web/dist")];

const contentTypes: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".json": "application/json",
  ".woff2": "font/woff2",
};

interface WebFile {
  bytes: Uint8Array<ArrayBuffer>;
  type: string;
  etag: string;
  /** Files under assets/ carry their hash in their name and never change. */
  isImmutable: boolean;
}

/** The dashboard's files, and its first page for every address the browser routes by itself. */
export function addWebApp(app: Api): void {
  const files = readWebFiles();
  app.get("/*", (c, next) => {
    if (c.req.path === "/api" || c.req.path.startsWith("/api/")) return next();
    const asked = files.get(c.req.path);
    // A page of an older build asks for assets that are gone: a script that turns out to be HTML helps nobody.
    if (asked === undefined && c.req.path.startsWith("/assets/")) return next();
    const file = asked ?? files.get("/index.html");
    return file === undefined ? notBuilt(c) : sendFile(c, file);
  });
}

function readWebFiles(): Map<string, WebFile> {
  const folder = folders.find((candidate) => existsSync(join(candidate, "index.html")));
  const files = new Map<string, WebFile>();
  if (folder === undefined) return files;
  for (const entry of globSync("**/*.*", { cwd: folder })) {
    const bytes = new Uint8Array(readFileSync(join(folder, entry)));
    const path = `/${entry.split(sep).join("/")}`;
    files.set(path, {
      bytes,
      type: contentTypes[extname(entry)] ?? "application/octet-stream",
      etag: `"${contentHash(bytes).slice(0, 20)}"`,
      isImmutable: path.startsWith("/assets/"),
    });
  }
  return files;
}

function sendFile(c: Context, file: WebFile): Response {
  const headers = {
    "content-type": file.type,
    etag: file.etag,
    "cache-control": file.isImmutable ? "public, max-age=31536000, immutable" : "no-cache",
  };
  if (c.req.header("if-none-match") === file.etag) return c.body(null, 304, headers);
  return c.body(file.bytes, 200, headers);
}

function notBuilt(c: Context): Response {
  return c.text("The dashboard is not built yet: run `npm run build`, then start again.", 503);
}
