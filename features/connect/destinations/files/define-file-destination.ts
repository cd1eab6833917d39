import type { z } from "zod";
import type { SettingsSchema } from "../../connectors/settings.ts";
import { defineDestination, type Destination } from "../destination.ts";
import { checkHome } from "./check-home.ts";
import { FileDelivery } from "./file-delivery.ts";
import type { FileFormat } from "./file-format.ts";
import { fileNameOf } from "./file-name.ts";
import { filePlace, namelessTarget } from "./file-place.ts";
import { isOfThisMachine, openFileHome, type FileSettings } from "./file-settings.ts";

/** What one kind of file has of its own. */
export interface FileDestination<Schema extends SettingsSchema> extends Pick<
  Destination<Schema>,
  "id" | "title" | "about" | "settings" | "columnName"
> {
  format(settings: z.output<Schema>): FileFormat;
  /** Those of its settings that say where files go. */
  place(settings: z.output<Schema>): FileSettings;
}

/** Several are in memory at once, and each costs an fsync. */
const batch = { rows: 5_000, bytes: 4_000_000 };

/** Declares a destination of files: where they go and how they get there is the same for all. */
export function defineFileDestination<Schema extends SettingsSchema>(
  own: FileDestination<Schema>,
): Destination<Schema> {
  const { id, title, about, settings: schema } = own;
  return defineDestination<Schema>({
    id,
    title,
    about,
    settings: schema,
    isLocal: isOfThisMachine,
    columnName: (field) => own.columnName(field),
    guarantee: "exactly_once",
    guaranteeNote: {
      en: "Batches wait in a hidden folder; a finished file takes its place at once, and a note beside it names the syncs it holds. Holds while one machine writes a file.",
      fr: "Les lots attendent dans un dossier caché ; un fichier fini prend sa place d'un coup, et une note à côté nomme les synchronisations qu'il contient. Vaut tant qu'une seule machine écrit un fichier.",
    },
    modes: ["append", "overwrite"],
    isOrdered: false,
    isFinalAtWrite: () => false,
    batch,
    targetName: (stream) => fileNameOf(stream) ?? stream,
    refusals: ({ target, columns }, settings) => [
      ...(fileNameOf(target) === null ? [namelessTarget(target)] : []),
      ...(columns.some(({ name }) => name.trim() === "")
        ? [`A column of the target ${target} has no name. Leave its field out, or name it at the source.`]
        : []),
      ...own.format(settings).refusals(columns),
    ],
    check: (settings, context) => checkHome(() => openFileHome(own.place(settings), context), context.signal),
    open: async (settings, job, context) => {
      await using opened = new AsyncDisposableStack();
      const files = own.place(settings);
      const home = opened.use(await openFileHome(files, context));
      const how = own.format(settings);
      const delivery = await FileDelivery.open({
        home,
        format: how,
        job,
        place: filePlace(job, how, files.files),
      });
      opened.move();
      return delivery;
    },
  });
}
