import type { Column } from "../../records/column.ts";
import { plainName, reservedPrefix, shownName, utf8Length } from "../target-names.ts";

/**
 * A namespace ("database.collection") has at most 255 bytes, a database 63; what is left holds the name of a staging collection too.
 * https://www.mongodb.com/docs/manual/reference/limits/#naming-restrictions
 */
export const longestName = 190;

/** Names in a document that mean something else to MongoDB or its driver than a field. */
const reservedFields = new Set(["_id", "_bsontype", "__proto__"]);

/** A field's name; dots and dollars are what MongoDB's own language is written with. */
export function columnName(field: string): string {
  const name = fieldName(field).replaceAll(".", "_").replace(/^\$/u, "_");
  return reservedFields.has(name) ? `${name}_` : name;
}

/** A name within a JSON value: as it is, save what ends a name in BSON. */
export const fieldName = (name: string): string => name.toWellFormed().replaceAll("\0", "�");

export const targetName = (stream: string): string => plainName(stream).slice(0, longestName);

/** Why MongoDB can't hold such a collection. */
export function refusals({ target, columns }: { target: string; columns: readonly Column[] }): string[] {
  const found = columns.flatMap(({ name }) => columnRefusal(name) ?? []);
  const collection = targetRefusal(target);
  return collection === null ? found : [collection, ...found];
}

function targetRefusal(target: string): string | null {
  if (target === "" || /[$\0]/u.test(target) || target.startsWith("system."))
    return `The target "${shownName(fieldName(target))}" is no name for a collection. Choose another target.`;
  if (target.startsWith(reservedPrefix))
    return `The target ${shownName(target)} begins like the collections Millrace keeps for itself. Choose another target.`;
  return utf8Length(target) > longestName
    ? `The target ${shownName(target)} has ${utf8Length(target)} bytes; a collection's name has at most ${longestName}. Choose a shorter target.`
    : null;
}

function columnRefusal(name: string): string | null {
  if (name === "")
    return `A field without a name ("") can't be told from others in MongoDB. Leave it out at the source.`;
  if (columnName(name) !== name)
    return `The column ${shownName(fieldName(name))} has a name MongoDB keeps for itself. Rename it at the source.`;
  return null;
}
