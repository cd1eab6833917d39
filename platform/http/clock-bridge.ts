/** How much two clocks may drift apart, ms per ms: NTP slews by at most 500 parts per million. */
const drift = 0.001;

/**
 * The database's clock seen from this process: between which instants of `performance.now()` an instant of the database lies.
 * Each question narrows it down to its own way there and back; the quickest of late count, so a busy moment costs nothing.
 */
export class ClockBridge {
  /** Bounds of database clock − process clock, ms. */
  #least = Number.NEGATIVE_INFINITY;
  #most = Number.POSITIVE_INFINITY;
  #learntAt = 0;

  /** The database read `databaseMs` from its clock at some moment between `askedAt` and `answeredAt` of this process. */
  learn(askedAt: number, answeredAt: number, databaseMs: number): void {
    const widerBy = Math.max(answeredAt - this.#learntAt, 0) * drift;
    const least = databaseMs - answeredAt;
    const most = databaseMs - askedAt;
    this.#least = Math.max(this.#least - widerBy, least);
    this.#most = Math.min(this.#most + widerBy, most);
    // One of the clocks was set: what was known is void.
    if (this.#least > this.#most) [this.#least, this.#most] = [least, most];
    this.#learntAt = answeredAt;
  }

  /** The process's instant at which it certainly is `databaseMs` at the database. */
  latest(databaseMs: number): number {
    return databaseMs - this.#least;
  }

  /** The process's instant before which it certainly is not yet `databaseMs` at the database. */
  earliest(databaseMs: number): number {
    return databaseMs - this.#most;
  }
}
