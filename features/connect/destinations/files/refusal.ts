import type { DeliveryJob } from "../destination.ts";
import type { FileFormat } from "./file-format.ts";
import type { FilePlace } from "./file-place.ts";
import { entryOf, type Ledger } from "./ledger.ts";

export interface Circumstances {
  job: DeliveryJob;
  place: FilePlace;
  format: FileFormat;
  known: Ledger | null;
  /** null: it is not there. */
  address: string | null;
}

/** Why a delivery may not begin, in one sentence; null: it may. Pure. */
export function refusalOf(circumstances: Circumstances): string | null {
  return modeRefusal(circumstances) ?? ownerRefusal(circumstances) ?? fileRefusal(circumstances);
}

function modeRefusal({ job, place }: Circumstances): string | null {
  if (job.mode === "merge")
    return `Stream ${job.stream} can't be merged into a file. Choose a mode that appends or overwrites, or a database.`;
  if (job.mode === "overwrite" && place.isOnePerSync)
    return `Stream ${job.stream} overwrites, but the setting files is per_sync, under which nothing is ever replaced. Set it to one, or choose a mode that appends.`;
  return null;
}

/** Two names that become one file would mix their rows. */
function ownerRefusal({ job, place, known }: Circumstances): string | null {
  if (known !== null && known.target !== job.target)
    return `The targets ${known.target} and ${job.target} would both be written to ${place.key}. Give one of them another name.`;
  const other = entryOf(known, job.syncId)?.stream ?? job.stream;
  return other === job.stream ? null : sharedFile(other, job.stream, place);
}

export const sharedFile = (one: string, other: string, place: FilePlace): string =>
  `The streams ${one} and ${other} would both be written to ${place.key}. Give one of them another target.`;

function fileRefusal({ job, place, format, known, address }: Circumstances): string | null {
  if (place.isOnePerSync || address === null) return null;
  if (known === null || (known.current === null && known.pending === null))
    return `${address} was not written by Millrace, so it is left as it is. Move it away, or choose another folder or target.`;
  const differing = Object.keys(format.layout).find((name) => known.layout[name] !== format.layout[name]);
  if (job.mode !== "append" || differing === undefined) return null;
  return `${address} was written with ${differing} ${known.layout[differing]}, so rows with ${differing} ${format.layout[differing]} would not fit behind it. Set it back, or move the file away.`;
}
