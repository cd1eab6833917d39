/** The little of autocannon 9 that the benches use; the package has no types of its own. */
declare module "autocannon" {
  interface LoadOptions {
    url: string;
    connections: number;
    /** seconds */
    duration: number;
  }
  interface LoadResult {
    requests: { average: number };
    latency: { p50: number; p99: number };
    non2xx: number;
    errors: number;
  }
  function autocannon(options: LoadOptions): Promise<LoadResult>;
  export = autocannon;
}
