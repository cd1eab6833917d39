type Fields = Readonly<Record<string, unknown>>;

export interface FieldChange {
  field: string;
  /** As JSON; null: the field is not there. */
  before: string | null;
  after: string | null;
  isChanged: boolean;
}

/** Both sides of a record field by field, in the order of the newer; those that differ are marked. */
export function fieldChanges(before: Fields | null, after: Fields | null): FieldChange[] {
  const names = [...new Set([...Object.keys(after ?? {}), ...Object.keys(before ?? {})])];
  return names.map((field) => {
    const [was, is] = [write(before, field), write(after, field)];
    return { field, before: was, after: is, isChanged: was !== is };
  });
}

const write = (fields: Fields | null, field: string): string | null =>
  fields !== null && field in fields ? (JSON.stringify(fields[field]) ?? null) : null;
