import { parse } from "csv-parse/sync";
import { addUrn, type Candidate, emptyCandidate, known } from "./candidate.ts";
import { parseCount } from "./counts.ts";
import type { Statements } from "./extract-document.ts";
import { canonicalPermalink, canonicalProfileUrl, kindOfProfile } from "./linkedin-url.ts";
import { postUrnIn, postUrnOfUrl } from "./urn.ts";

/** Column names by what they hold, compared without case, accents and punctuation. */
const columns = {
  urn: ["urn", "posturn", "activityurn", "id", "postid"],
  link: ["permalink", "link", "url", "posturl", "postlink", "sharelink", "lien", "lienpost", "liendupost"],
  text: [
    "text",
    "texte",
    "content",
    "contenu",
    "posttext",
    "postcontent",
    "commentary",
    "sharecommentary",
    "description",
    "message",
  ],
  author: ["author", "authorname", "auteur", "name", "nom", "nomauteur"],
  profile: [
    "authorprofile",
    "authorurl",
    "authorprofileurl",
    "profileurl",
    "profile",
    "profil",
    "urlauteur",
    "profilauteur",
  ],
  headline: ["headline", "authorheadline", "titre", "authortitle"],
  date: [
    "publishedat",
    "published",
    "date",
    "postedat",
    "publiele",
    "datepublication",
    "datedepublication",
    "createdat",
  ],
  reactions: ["reactions", "likes", "numlikes", "reactioncount", "likecount", "jaime"],
  comments: ["comments", "numcomments", "commentcount", "commentaires"],
  reposts: ["reposts", "shares", "numshares", "repostcount", "sharecount", "partages", "republications"],
  visibility: ["visibility", "audience", "shareaudience", "visibilite"],
} as const;

type Column = keyof typeof columns;

function plainName(name: string): string {
  return name
    .normalize("NFD")
    .replaceAll(/\p{M}|[^\p{L}\p{N}]/gu, "")
    .toLowerCase();
}

const columnOf = new Map<string, Column>(
  Object.entries(columns).flatMap(([column, names]) =>
    names.map((name) => [name, column as Column] as const),
  ),
);

/** Whether the first line names at least a text or link column and one more. */
export function looksLikeCsv(head: string): boolean {
  const names = (head.split(/\r?\n/, 1)[0] ?? "")
    .split(delimiterOf(head))
    .map((name) => columnOf.get(plainName(name)));
  const known = new Set(names.filter((name) => name !== undefined));
  return known.size >= 2 && (known.has("text") || known.has("link") || known.has("urn"));
}

function delimiterOf(head: string): string {
  const line = head.split(/\r?\n/, 1)[0] ?? "";
  const counted = [",", ";", "\t"].map((sign) => [sign, line.split(sign).length] as const);
  return counted.reduce((best, item) => (item[1] > best[1] ? item : best))[0];
}

/** The rows of an export by the names of `columns`; columns of no use here keep their own name after a "?". */
export function readCsvRows(text: string, problems: string[]): Record<string, string>[] {
  return parse(text, {
    bom: true,
    columns: (names: string[]) => names.map((name) => columnOf.get(plainName(name)) ?? `?${name}`),
    delimiter: delimiterOf(text.slice(0, 2_000)),
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    skip_records_with_error: true,
    on_skip: (error) => void problems.push(`csv_row_unreadable: ${error?.message.slice(0, 120) ?? "row"}`),
  }) as Record<string, string>[];
}

/** One post per row of an export. Dates without a time zone are left unknown: they could be off by a day. */
export function candidatesFromCsv(text: string): Statements {
  const problems: string[] = [];
  const rows = readCsvRows(text, problems);
  const candidates = rows
    .map((row, index) => candidateOfRow(row, index + 1))
    .filter(
      (candidate) =>
        candidate.urns.length > 0 || candidate.permalink !== undefined || candidate.text !== undefined,
    );
  return { candidates, wall: null, problems };
}

type Cell = (column: Column) => string;

function candidateOfRow(row: Record<string, string>, number: number): Candidate {
  const candidate = emptyCandidate("csv");
  const cell: Cell = (column) => row[column]?.trim() ?? "";
  const at: Cell = (column) => `row ${number}, ${column}`;
  addUrn(candidate, postUrnIn(cell("urn")), at("urn"), cell("urn"));
  addUrn(candidate, postUrnOfUrl(cell("link")) ?? postUrnIn(cell("link")), at("link"), cell("link"));
  candidate.permalink = known(canonicalPermalink(cell("link")), at("link"), cell("link"));
  candidate.text = known(ownExportText(row.text ?? ""), at("text"));
  readAuthor(candidate, cell, at);
  for (const field of ["reactions", "comments", "reposts"] as const)
    candidate[field] = known(parseCount(cell(field)), at(field), cell(field));
  candidate.published = known(momentOf(cell("date")), at("date"), cell("date"));
  if (/connection|private|limited|relation/i.test(cell("visibility")))
    candidate.limitedAudience = `visibility ${cell("visibility")}`;
  return candidate;
}

/** A moment with its time zone, in ms; anything less is no moment. */
function momentOf(date: string): number | null {
  const ms = /T?\d{2}:\d{2}.*(?:Z|UTC|[+-]\d{2}:?\d{2})$/.test(date) ? Date.parse(date) : Number.NaN;
  return Number.isNaN(ms) ? null : ms;
}

function readAuthor(candidate: Candidate, cell: Cell, at: Cell): void {
  const profileUrl = canonicalProfileUrl(cell("profile"));
  const entries = {
    name: known(cell("author"), at("author")),
    profileUrl: known(profileUrl, at("profile"), cell("profile")),
    kind: known(profileUrl === null ? null : kindOfProfile(profileUrl), at("profile"), cell("profile")),
    headline: known(cell("headline"), at("headline")),
  };
  candidate.author = Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== undefined));
}

/** LinkedIn's own export writes a line break inside a comment as `"` + line feed + `"`. */
function ownExportText(text: string): string {
  return text.replaceAll('"\n"', "\n").replaceAll('"\r\n"', "\n").trim();
}
