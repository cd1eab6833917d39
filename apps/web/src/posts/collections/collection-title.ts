import type { Collection } from "@millrace/posts/contract";
import type { TFunction } from "i18next";

/** How a collection is called: its keywords, or its source. */
export function collectionTitle(collection: Collection, t: TFunction): string {
  return collection.keywords === ""
    ? t(`source.${collection.source}`)
    : t("collections.keywords", { keywords: collection.keywords });
}
