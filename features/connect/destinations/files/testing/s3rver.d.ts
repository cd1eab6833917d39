/** As far as the tests use it: a server that answers like S3, in this process. */
declare module "s3rver" {
  interface Options {
    address: string;
    /** 0 = any free port. */
    port: number;
    silent: boolean;
    directory: string;
    configureBuckets: readonly { name: string }[];
  }

  class S3rver {
    constructor(options: Options);
    run(): Promise<{ address: string; port: number }>;
    close(): Promise<void>;
  }

  export { S3rver as default };
}
