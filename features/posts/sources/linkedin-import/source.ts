import type { SourceDocument, UploadedFile } from "../../contract.ts";
import type { KeptDocument, PostSource, SourceContext, SourcePage, SourceRequest } from "../source.ts";
import { UserFacingError } from "@millrace/platform/errors";
import { expandDocuments } from "./expand-documents.ts";

/** How many documents one page of the import holds: a durable step of a second or so. */
const documentsPerPage = 50;

/** Position in an import: which file, and how many of its documents were given already. */
interface Position {
  file: number;
  skip: number;
}

/**
 * Files a person saved and uploaded (pages, API answers, HAR, CSV, ZIP). They already lie in the object store; each
 * document inside them is stored on its own, so that its evidence can be shown later. Makes no request.
 */
export const linkedInImportSource: PostSource = {
  id: "linkedin-import",
  isDemo: false,
  takesFiles: true,
  budget: null,
  async nextPage(context, request, cursor): Promise<SourcePage> {
    const position = readCursor(cursor);
    const page: SourcePage = { documents: [], nextCursor: null, total: null, problems: [] };
    const next = await fillPage(context, request, position, page);
    page.nextCursor = next === null ? null : `${next.file}:${next.skip}`;
    return page;
  },
};

function readCursor(cursor: string | null): Position {
  const match = /^(\d+):(\d+)$/.exec(cursor ?? "0:0");
  if (match === null)
    throw new UserFacingError(
      "bad_cursor",
      `"${cursor}" is no position in an import; start the import again.`,
    );
  return { file: Number(match[1]), skip: Number(match[2]) };
}

/** Adds documents from `position` on until the page is full; gives the next position, or null at the end. */
async function fillPage(
  context: SourceContext,
  request: SourceRequest,
  position: Position,
  page: SourcePage,
): Promise<Position | null> {
  let { skip } = position;
  for (let file = position.file; file < request.files.length; file += 1) {
    const given = await addFile(context, request.files[file]!, skip, page);
    if (given !== null) return { file, skip: given };
    skip = 0;
    if (page.documents.length >= documentsPerPage && file + 1 < request.files.length)
      return { file: file + 1, skip: 0 };
  }
  return null;
}

/** Adds one file's documents after the first `skip`; a number says how many were given when the page became full. */
async function addFile(
  context: SourceContext,
  file: UploadedFile,
  skip: number,
  page: SourcePage,
): Promise<number | null> {
  const bytes = await context.objects.get(file.hash);
  if (bytes === null) {
    page.problems?.push(`missing_upload: ${file.name} is no longer kept; upload it again.`);
    return null;
  }
  let seen = 0;
  for await (const item of expandDocuments({ name: file.name, bytes, contentType: file.content_type })) {
    context.signal.throwIfAborted();
    seen += 1;
    if (seen <= skip) continue;
    if (page.documents.length >= documentsPerPage) return seen - 1;
    if ("refused" in item) page.problems?.push(`${item.code}: ${item.message}`);
    else page.documents.push(await keep(context, item));
  }
  return null;
}

async function keep(context: SourceContext, document: SourceDocument): Promise<KeptDocument> {
  const hash = await context.objects.put(document.bytes);
  const { name, url, contentType, status = null } = document;
  return { name, url, contentType, status, hash };
}
