import { NeedsAttention, Transient, UserFacingError, messageOf } from "@millrace/platform/errors";
import type { ListObjectsV2CommandOutput, S3ClientConfig } from "@aws-sdk/client-s3";
import type { S3Driver } from "flydrive/drivers/s3";
import type { ByteVault } from "./compressed-store.ts";
import type { ObjectUsage } from "./index.ts";

/** Access key of a bucket; without one the AWS environment variables and profiles are used. */
export interface BucketCredentials {
  accessKeyId: string;
  secretAccessKey: string;
}

/** Tries per call to the bucket, with the SDK's backoff: object storage answers 503 in normal operation. */
const triesPerCall = 3;

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

  /** `url`: "s3://bucket/prefix?endpoint=https://…&region=…"; the endpoint is for services other than Amazon's. */
  static async open(url: URL, credentials: BucketCredentials | undefined): Promise<BucketVault> {
    const bucket = url.hostname;
    if (bucket === "")
      throw new UserFacingError(
        "object_url_invalid",
        `The object URL ${url.href} names no bucket. Write s3://bucket/prefix.`,
      );
    // Loaded on demand: the SDK is megabytes that a folder needs nothing of.
    const [{ S3Driver }, { ListObjectsV2Command, S3Client }] = await Promise.all([
      import("flydrive/drivers/s3"),
      import("@aws-sdk/client-s3"),
    ]);
    const endpoint = url.searchParams.get("endpoint");
    const connection: S3ClientConfig = {
      maxAttempts: triesPerCall,
      region: url.searchParams.get("region") ?? "us-east-1",
      // Other services know neither bucket host names nor the newer checksum trailers.
      ...(endpoint === null
        ? {}
        : {
            endpoint,
            forcePathStyle: true,
            requestChecksumCalculation: "WHEN_REQUIRED",
            responseChecksumValidation: "WHEN_REQUIRED",
          }),
      ...(credentials === undefined ? {} : { credentials }),
    };
    const driver = new S3Driver({ ...connection, bucket, visibility: "private", supportsACL: false });
    const path = url.pathname.replace(/^\/|\/$/g, "");
    const prefix = path === "" ? "" : `${path}/`;
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
    const status = statusOf(cause);
    const facts = { bucket: this.#bucket, status };
    if (status !== null && status >= 400 && status < 500 && status !== 408 && status !== 429) {
      throw new NeedsAttention(
        `The bucket ${this.#bucket} refuses: an object can't be ${what} (${messageOf(cause)}). Check its name and credentials.`,
        { cause, facts },
      );
    }
    throw new Transient(
      `The bucket ${this.#bucket} can't be reached: an object can't be ${what} (${messageOf(cause)}).`,
      { cause, facts },
    );
  }
}

/** The HTTP status of an SDK error; null when there was no answer. */
function statusOf(error: unknown): number | null {
  if (typeof error !== "object" || error === null || !("$metadata" in error)) return null;
  const metadata = error.$metadata;
  if (typeof metadata !== "object" || metadata === null || !("httpStatusCode" in metadata)) return null;
  return typeof metadata.httpStatusCode === "number" ? metadata.httpStatusCode : null;
}
