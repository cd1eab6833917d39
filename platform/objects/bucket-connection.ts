import {
  LadderError,
  NeedsAttention,
  Transient,
  UserFacingError,
  messageOf,
} from "@millrace/platform/errors";
import type { S3ClientConfig } from "@aws-sdk/client-s3";

/** Access key of a bucket; without one the AWS environment variables and profiles are used. */
export interface BucketCredentials {
  accessKeyId: string;
  secretAccessKey: string;
}

/** Tries per call to the bucket, with the SDK's backoff: object storage answers 503 in normal operation. */
const triesPerCall = 3;

export interface BucketPlace {
  bucket: string;
  /** "" or "path/to/": what every key begins with. */
  prefix: string;
  connection: S3ClientConfig;
}

/**
 * `url`: "s3://bucket/prefix?endpoint=https://…&region=…"; the endpoint is for services other than Amazon's. Throws
 * `UserFacingError` when it names no bucket.
 */
export function bucketPlace(url: URL, credentials: BucketCredentials | undefined): BucketPlace {
  const bucket = url.hostname;
  if (bucket === "")
    throw new UserFacingError(
      "object_url_invalid",
      `The object URL ${url.href} names no bucket. Write s3://bucket/prefix.`,
    );
  const endpoint = url.searchParams.get("endpoint");
  const path = url.pathname.replace(/^\/|\/$/g, "");
  return {
    bucket,
    prefix: path === "" ? "" : `${path}/`,
    connection: {
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
    },
  };
}

/** What a failed call to a bucket means. `what`: "written", "read"…; facts: bucket, HTTP status and S3's code. */
export function bucketFault(bucket: string, what: string, cause: unknown): LadderError {
  // A lookup of ours has refused the address.
  if (cause instanceof LadderError) return cause;
  const status = statusOf(cause);
  const code = cause instanceof Error ? cause.name : null;
  const facts = { bucket, status, code };
  // Without a key of its own the SDK looks for one in many places, and says so with an error that has no status.
  if (code === "CredentialsProviderError")
    return new NeedsAttention(
      `There is no access key for the bucket ${bucket}: an object can't be ${what}. Give one, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.`,
      { cause, facts },
    );
  if (status !== null && status >= 400 && status < 500 && status !== 408 && status !== 429)
    return new NeedsAttention(
      `The bucket ${bucket} refuses: an object can't be ${what} (${messageOf(cause)}). Check its name and credentials.`,
      { cause, facts },
    );
  return new Transient(
    `The bucket ${bucket} can't be reached: an object can't be ${what} (${messageOf(cause)}).`,
    { cause, facts },
  );
}

/** The HTTP status of an SDK error; null when there was no answer. */
export function statusOf(error: unknown): number | null {
  if (typeof error !== "object" || error === null || !("$metadata" in error)) return null;
  const metadata = error.$metadata;
  if (typeof metadata !== "object" || metadata === null || !("httpStatusCode" in metadata)) return null;
  return typeof metadata.httpStatusCode === "number" ? metadata.httpStatusCode : null;
}
