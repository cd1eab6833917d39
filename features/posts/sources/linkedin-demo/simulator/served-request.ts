/** One request as the simulator served it. */
export interface ServedRequest {
  /** When it arrived: ISO 8601, from the simulator's clock. */
  at: string;
  method: string;
  /** Path with query. */
  path: string;
  /** null when the connection was cut instead. */
  status: number | null;
  /** Fault that was applied, if any. */
  fault: string | null;
}
