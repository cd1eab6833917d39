import { fileURLToPath } from "node:url";
import { UserFacingError } from "@millrace/platform/errors";
import type { BucketCredentials } from "./bucket-connection.ts";
import { BucketVault } from "./bucket-vault.ts";
import { CompressedStore, type ByteVault } from "./compressed-store.ts";
import { FolderVault } from "./folder-vault.ts";
import type { ObjectStore } from "./index.ts";

/** `folder`: a path on a local disk. `url`: "s3://bucket/prefix?endpoint=…&region=…" or "file:///path". */
export type ObjectStoreLocation = { folder: string } | { url: string; credentials?: BucketCredentials };

/**
 * Opens the store at a folder (made when missing) or in an S3-compatible bucket.
 * Throws `UserFacingError` when the place can't be used.
 */
export async function openObjectStore(location: ObjectStoreLocation): Promise<ObjectStore> {
  return new CompressedStore(await openVault(location));
}

async function openVault(location: ObjectStoreLocation): Promise<ByteVault> {
  if ("folder" in location) return FolderVault.open(location.folder, Date.now());
  const url = URL.parse(location.url);
  if (url?.protocol === "file:") return FolderVault.open(fileURLToPath(url), Date.now());
  if (url?.protocol === "s3:") return BucketVault.open(url, location.credentials);
  throw new UserFacingError(
    "object_url_invalid",
    `Objects can't be kept at "${location.url}". Use file:///path or s3://bucket/prefix.`,
  );
}
