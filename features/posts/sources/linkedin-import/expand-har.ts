import type { SourceDocument } from "../../contract.ts";
import { listAt, objectAt, stringAt } from "../../extraction/json-access.ts";
import { isLinkedInUrl, parseUrl } from "../../extraction/linkedin-url.ts";
import { readTolerantJson } from "../../extraction/tolerant-json.ts";
import { refusal, type Refusal } from "./refusal.ts";

/** LinkedIn's pages and post answers inside a HAR recording; scripts, pictures and other hosts are passed over. */
export function* expandHar(name: string, text: string): Generator<SourceDocument | Refusal> {
  const reading = readTolerantJson(text);
  if (!reading.ok) {
    yield refusal(
      name,
      "har_unreadable",
      `${name} begins like a HAR recording but cannot be read (${reading.error.slice(0, 80)}); export it again.`,
    );
    return;
  }
  let found = 0;
  for (const [index, entry] of listAt(objectAt(reading.value, "log"), "entries").entries()) {
    const document = documentOf(entry, `${name}#${index + 1}`);
    if (document === null) continue;
    found += 1;
    yield document;
  }
  if (found === 0)
    yield refusal(
      name,
      "har_without_linkedin",
      `${name} holds no LinkedIn page or post answer; record with the content of responses ("Save all as HAR with content").`,
    );
}

function documentOf(entry: unknown, name: string): SourceDocument | null {
  const url = stringAt(objectAt(entry, "request"), "url");
  const response = objectAt(entry, "response");
  if (url === null || response === null || !isLinkedIns(url)) return null;
  const status = Number(response.status);
  const content = objectAt(response, "content");
  const bytes = bytesOf(stringAt(content, "text") ?? "", stringAt(content, "encoding"));
  const contentType = stringAt(content, "mimeType");
  const isRefused = status === 429 || status === 999;
  if (!isRefused && !isWanted(bytes, contentType)) return null;
  return { name, url, contentType, bytes, status: Number.isInteger(status) ? status : null };
}

/** A relative address cannot tell its host. */
function isLinkedIns(url: string): boolean {
  const parsed = URL.canParse(url) ? parseUrl(url) : null;
  return parsed !== null && isLinkedInUrl(parsed);
}

function bytesOf(text: string, encoding: string | null): Uint8Array {
  return encoding === "base64" ? Buffer.from(text, "base64") : Buffer.from(text, "utf8");
}

/** A page, or JSON that speaks of posts: a recording is full of small answers about anything else. */
function isWanted(bytes: Uint8Array, contentType: string | null): boolean {
  if (bytes.length === 0 || /javascript|css|image|font|video|audio|octet/i.test(contentType ?? ""))
    return false;
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const first = view
    .subarray(0, 200)
    .toString("latin1")
    .trimStart()
    .replace(/^\u00ef\u00bb\u00bf/, "");
  if (first.startsWith("<")) return !/^<(?:\?xml|svg)/i.test(first);
  if (!/^[[{)]|^for/.test(first)) return false;
  return ["updateMetadata", "feed.Update", "UpdateV2", '"commentary"'].some((mark) => view.includes(mark));
}
