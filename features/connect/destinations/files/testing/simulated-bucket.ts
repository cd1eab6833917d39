import S3rver from "s3rver";
import { createTemporaryFolder } from "@millrace/platform/testing";

/** The only access key s3rver knows. */
const key = "S3RVER";

export interface SimulatedBucket extends AsyncDisposable {
  /** "s3://exports/daily?endpoint=http://127.0.0.1:…": the setting `folder`. */
  folder: string;
  keys: { access_key_id: string; secret_access_key: string };
}

/** An S3-compatible bucket on loopback. */
export async function openSimulatedBucket(): Promise<SimulatedBucket> {
  const directory = await createTemporaryFolder("millrace-bucket-");
  const server = new S3rver({
    address: "127.0.0.1",
    port: 0,
    silent: true,
    directory: directory.path,
    configureBuckets: [{ name: "exports" }],
  });
  const { port } = await server.run();
  return {
    folder: `s3://exports/daily?endpoint=http://127.0.0.1:${port}&region=eu-west-3`,
    keys: { access_key_id: key, secret_access_key: key },
    [Symbol.asyncDispose]: async () => {
      await server.close();
      await directory[Symbol.asyncDispose]();
    },
  };
}
