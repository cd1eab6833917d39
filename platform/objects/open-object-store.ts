import { UserFacingError } from "@millrace/platform/errors";
import { CompressedStore } from "./compressed-store.ts";
import { FolderVault } from "./folder-vault.ts";
import type { ObjectStore } from "./index.ts";

/** `folder`: a path on a local disk. `url`: "s3://bucket/prefix?endpoint=…&region=…" or "file:///path". */
export type ObjectStoreLocation = { folder: string } | { url: string };

/**
 * Opens the store at a folder (made when missing) or in an S3-compatible bucket.
 * Throws `UserFacingError` when the place can't be used.
 */
export async function openObjectStore(location: ObjectStoreLocation): Promise<ObjectStore> {
  if ("folder" in location) return new CompressedStore(await FolderVault.open(location.folder, Date.now()));
  throw new UserFacingError("object_url_unsupported", `Objects can't be kept at ${location.url}. Use a folder.`);
}
