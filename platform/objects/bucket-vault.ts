import type { ListObjectsV2CommandOutput } from "@aws-sdk/client-s3";
import type { S3Driver } from "flydrive/drivers/s3";
import { bucketFault, bucketPlace, statusOf, type BucketCredentials } from "./bucket-connection.ts";
import type { ByteVault } from "./compressed-store.ts";
import type { ObjectUsage } from "./index.ts";

/** The next thousand keys with their sizes. */
type ListPage = (token: string | undefined) => Promise<ListObjectsV2CommandOutput>;

/** Objects in an S3-compatible bucket, through flydrive. A bucket's PUT is atomic, and durable when it is answered. */
export class BucketVault implements ByteVault {
  readonly #driver: S3Driver;
  readonly #prefix: string;
  readonly #bucket: string;
  readonly #listPage: ListPage;

  private constructor(driver: S3Driver, listPage: ListPage, bucket: string, prefix: string) {
    this.#driver = driver;
    this.#listPage = listPage;
    this.#bucket = bucket;
    this.#prefix = prefix;
  }

  /** `url`: see `bucketPlace`. */
  static async open(url: URL, credentials: BucketCredentials | undefined): Promise<BucketVault> {
    const { bucket, prefix, connection } = bucketPlace(url, credentials);
    // Loaded on demand: the SDK is megabytes that a folder needs nothing of.
    const [{ S3Driver }, { ListObjectsV2Command, S3Client }] = await Promise.all([
      import("flydrive/drivers/s3"),
      import("@aws-sdk/client-s3"),
    ]);
    const driver = new S3Driver({ ...connection, bucket, visibility: "private", supportsACL: false });
    // flydrive's own list leaves the sizes out.
    const client = new S3Client(connection);
    const listPage: ListPage = (token) =>
      client.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, ContinuationToken: token }));
    return new BucketVault(driver, listPage, bucket, prefix);
  }

  async exists(key: string): Promise<boolean> {
    return this.#driver.exists(this.#prefix + key).catch((cause: unknown) => this.#fail("looked up", cause));
  }

  async write(key: string, bytes: Uint8Array): Promise<void> {
    await this.#driver
      .put(this.#prefix + key, bytes, { contentType: "application/zstd" })
      .catch((cause: unknown) => this.#fail("written", cause));
  }

  async read(key: string): Promise<Uint8Array | null> {
    return this.#driver
      .getBytes(this.#prefix + key)
      .catch((cause: unknown) => (statusOf(cause) === 404 ? null : this.#fail("read", cause)));
  }

  async remove(key: string): Promise<void> {
    await this.#driver.delete(this.#prefix + key).catch((cause: unknown) => this.#fail("deleted", cause));
  }

  async usage(): Promise<ObjectUsage> {
    const usage = { objects: 0, bytes: 0 };
    let token: string | undefined;
    do {
      const page = await this.#listPage(token).catch((cause: unknown) => this.#fail("listed", cause));
      for (const { Size: size = 0 } of page.Contents ?? []) {
        usage.objects += 1;
        usage.bytes += size;
      }
      token = page.NextContinuationToken;
    } while (token !== undefined);
    return usage;
  }

  #fail(what: string, cause: unknown): never {
    throw bucketFault(this.#bucket, what, cause);
  }
}
