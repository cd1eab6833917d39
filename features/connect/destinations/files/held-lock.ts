import { DatabaseSync } from "node:sqlite";

/** SQLITE_BUSY: somebody else has the lock. */
const busy = 5;

/**
 * A lock that its process loses when it dies, however it dies: SQLite's lock on a file of its own, which the system keeps. A
 * mark with a process id would have to be judged by others, and ids come again, on this machine and in every container.
 */
export class HeldLock implements Disposable {
  readonly #database: DatabaseSync;

  private constructor(database: DatabaseSync) {
    this.#database = database;
  }

  /** null: another process, or another place in this one, holds it. The file stays when the lock is gone. */
  static take(path: string): HeldLock | null {
    const database = new DatabaseSync(path, { timeout: 0 });
    try {
      database.exec("begin exclusive");
      return new HeldLock(database);
    } catch (error) {
      database.close();
      if (codeOfSqlite(error) === busy) return null;
      throw error;
    }
  }

  [Symbol.dispose](): void {
    if (this.#database.isOpen) this.#database.close();
  }
}

/** SQLite's primary result code: its extended ones say more in the higher bits. */
const codeOfSqlite = (error: unknown): number | null =>
  error instanceof Error && "errcode" in error && typeof error.errcode === "number"
    ? error.errcode & 0xff
    : null;
