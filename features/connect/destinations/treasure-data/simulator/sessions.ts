import { withoutFirst, type ReadUpload, type RefusedRecord, type RowChunk } from "./row-chunk.ts";
import type { TreasureDataSwitches } from "./settings.ts";
import type { SimulatedTable, Tables } from "./tables.ts";

export type SessionStatus = "uploading" | "performing" | "ready" | "committing" | "committed";
export type JobStatus = "running" | "success" | "error" | "killed";

interface Counts {
  validRecords: number;
  errorRecords: number;
  validParts: number;
  errorParts: number;
}

/** A refusal as Treasure Data words it, with its status. */
export interface Refusal {
  status: number;
  message: string;
}

/** What is shown of a session. */
export interface SessionReport {
  name: string;
  database: string;
  table: string;
  status: SessionStatus;
  isFrozen: boolean;
  parts: string[];
  counts: Counts | null;
  jobId: number | null;
}

interface Session {
  name: string;
  database: string;
  table: string;
  tableId: number;
  status: SessionStatus;
  isFrozen: boolean;
  jobId: number | null;
  /** Uploads by part; several where a part that comes again is kept beside the first. */
  parts: Map<string, ReadUpload[]>;
  counts: Counts | null;
  refused: RefusedRecord[];
  createdAt: number;
  /** When what is under way can be seen, and when it ends. */
  shownAt: number;
  endsAt: number;
}

interface Job {
  id: number;
  session: string;
  status: JobStatus;
  /** How it ends if nobody kills it. */
  outcome: "success" | "error";
  /** Sound records it refuses. */
  refuses: number;
}

const firstJobId = 700_001;

/** The bulk-import sessions of an account: uploading → frozen → performing → ready → committing → committed. */
export class Sessions {
  readonly #sessions = new Map<string, Session>();
  readonly #jobs = new Map<number, Job>();
  readonly #tables: Tables;
  readonly #switches: () => TreasureDataSwitches;
  readonly #now: () => number;

  constructor(tables: Tables, switches: () => TreasureDataSwitches, now: () => number) {
    this.#tables = tables;
    this.#switches = switches;
    this.#now = now;
  }

  list(): SessionReport[] {
    return [...this.#sessions.keys()].flatMap((name) => this.show(name) ?? []);
  }

  show(name: string): SessionReport | null {
    const session = this.#find(name);
    return session === null ? null : this.#report(session);
  }

  create(name: string, table: SimulatedTable): Refusal | null {
    const { shortestSessionName, mostSessions } = this.#switches();
    if (name.length < shortestSessionName) return { status: 422, message: "Name is too short" };
    if (!/^[a-z0-9_]+$/u.test(name))
      return { status: 422, message: "Name must have lower-case letters, digits and _" };
    if (this.#find(name) !== null) return { status: 409, message: `Bulk import ${name} already exists` };
    if (this.#sessions.size >= mostSessions)
      return { status: 422, message: `An account has at most ${mostSessions} bulk import sessions` };
    this.#sessions.set(name, {
      name,
      database: table.database,
      table: table.name,
      tableId: table.id,
      status: "uploading",
      isFrozen: false,
      jobId: null,
      parts: new Map(),
      counts: null,
      refused: [],
      createdAt: this.#now(),
      shownAt: 0,
      endsAt: 0,
    });
    return null;
  }

  /** What came under the name of a part. */
  upload(name: string, part: string, upload: ReadUpload): Refusal | null {
    const session = this.#require(name, isOpen, "open for uploads");
    if (isRefusal(session)) return session;
    const before = session.parts.get(part) ?? [];
    const { partAgain } = this.#switches();
    if (before.length > 0 && partAgain === "refuse")
      return { status: 409, message: `Part ${part} already exists` };
    session.parts.set(part, partAgain === "duplicate" ? [...before, upload] : [upload]);
    return null;
  }

  deletePart(name: string, part: string): Refusal | null {
    const session = this.#require(name, isOpen, "open for uploads");
    if (isRefusal(session)) return session;
    return session.parts.delete(part) ? null : { status: 404, message: `Part ${part} does not exist` };
  }

  freeze(name: string): Refusal | null {
    const session = this.#require(name, isOpen, "open for uploads");
    if (isRefusal(session)) return session;
    session.isFrozen = true;
    return null;
  }

  unfreeze(name: string): Refusal | null {
    const isStill = ({ status, isFrozen }: Session): boolean =>
      isFrozen && (status === "uploading" || status === "ready");
    const session = this.#require(name, isStill, "frozen and still");
    if (isRefusal(session)) return session;
    Object.assign(session, { status: "uploading", isFrozen: false, counts: null, refused: [] });
    return null;
  }

  /** Starts a job. */
  perform(name: string, { fails, refuses }: { fails: boolean; refuses: number }): Refusal | Job {
    const isFrozen = (found: Session): boolean => found.status === "uploading" && found.isFrozen;
    const session = this.#require(name, isFrozen, "frozen");
    if (isRefusal(session)) return session;
    const id = firstJobId + this.#jobs.size;
    const job: Job = { id, session: name, status: "running", outcome: fails ? "error" : "success", refuses };
    this.#jobs.set(id, job);
    const { performMs, performShownAfterMs } = this.#switches();
    const now = this.#now();
    const times = { shownAt: now + performShownAfterMs, endsAt: now + performMs };
    Object.assign(session, { status: "performing", jobId: id, ...times });
    return job;
  }

  commit(name: string): Refusal | null {
    const session = this.#require(name, ({ status }) => status === "ready", "ready");
    if (isRefusal(session)) return session;
    Object.assign(session, { status: "committing", endsAt: this.#now() + this.#switches().commitMs });
    return null;
  }

  delete(name: string): Refusal | null {
    const session = this.#find(name);
    if (session === null) return notFound(name);
    if (session.status === "performing" || session.status === "committing")
      return { status: 409, message: `Bulk import ${name} is ${session.status}` };
    const isLocked = session.isFrozen && session.status !== "committed";
    if (isLocked && this.#switches().frozenSessions === "locked")
      return { status: 422, message: `Bulk import ${name} is frozen` };
    this.#sessions.delete(name);
    return null;
  }

  refused(name: string): RefusedRecord[] | null {
    return this.#find(name)?.refused ?? null;
  }

  jobStatus(id: number): JobStatus | null {
    const job = this.#jobs.get(id);
    if (job !== undefined) this.#find(job.session);
    return job?.status ?? null;
  }

  /** false: no such job. One that ended stays as it ended. */
  killJob(id: number): boolean {
    const job = this.#jobs.get(id);
    if (job === undefined) return false;
    const session = this.#find(job.session);
    if (job.status !== "running") return true;
    job.status = "killed";
    if (session !== null) session.status = "uploading";
    return true;
  }

  /** A session as it is by now: what is under way ends when its time has come. */
  #find(name: string): Session | null {
    const session = this.#sessions.get(name);
    if (session === undefined) return null;
    if (this.#now() >= session.createdAt + this.#switches().sessionLifeMs) {
      this.#sessions.delete(name);
      return null;
    }
    if (this.#now() >= session.endsAt) this.#settle(session);
    return session;
  }

  #settle(session: Session): void {
    const job = session.jobId === null ? undefined : this.#jobs.get(session.jobId);
    if (session.status === "performing" && job !== undefined) this.#endJob(session, job);
    else if (session.status === "committing") {
      this.#tables.byId(session.tableId)?.chunks.push(...soundChunks(session, job?.refuses ?? 0));
      session.status = "committed";
    }
  }

  #endJob(session: Session, job: Job): void {
    job.status = job.outcome;
    session.status = job.outcome === "success" ? "ready" : "uploading";
    if (job.outcome === "error") return;
    const uploads = [...session.parts.values()].flat();
    const refused = uploads.flatMap((upload) => upload.refused);
    const sound = soundChunks(session, 0).reduce((sum, chunk) => sum + chunk.rows, 0);
    const more = Math.min(job.refuses, sound);
    const errorParts = uploads.filter(({ problem }) => problem !== null).length;
    session.refused = refused;
    session.counts = {
      validRecords: sound - more,
      errorRecords: refused.length + more,
      validParts: uploads.length - errorParts,
      errorParts,
    };
  }

  #require(name: string, is: (session: Session) => boolean, state: string): Session | Refusal {
    const session = this.#find(name);
    if (session === null) return notFound(name);
    // "becomes invalid": only showing and deleting are left (vendor's page on the internals of bulk import).
    if (this.#tables.byId(session.tableId) === null)
      return { status: 422, message: `Bulk import ${name} is invalid: its table was deleted` };
    if (is(session)) return session;
    const shown = session.isFrozen && session.status === "uploading" ? "frozen" : session.status;
    return { status: 409, message: `Bulk import ${name} is ${shown}, not ${state}` };
  }

  #report(session: Session): SessionReport {
    const isPerformed = session.status !== "uploading";
    const areGone = isPerformed && this.#switches().performedParts === "gone";
    return {
      name: session.name,
      database: session.database,
      table: this.#tables.byId(session.tableId)?.name ?? session.table,
      status: session.status === "performing" && this.#now() < session.shownAt ? "uploading" : session.status,
      isFrozen: session.isFrozen,
      parts: areGone ? [] : [...session.parts.keys()],
      counts: session.counts,
      jobId: session.jobId,
    };
  }
}

export const isRefusal = (found: object): found is Refusal => "message" in found;

const isOpen = ({ status, isFrozen }: Session): boolean => status === "uploading" && !isFrozen;

const notFound = (name: string): Refusal => ({ status: 404, message: `Bulk import ${name} does not exist` });

/** The rows of a session without the first `refuses` of them. */
function soundChunks(session: Session, refuses: number): RowChunk[] {
  let left = refuses;
  return [...session.parts.values()].flat().map(({ chunk }) => {
    const dropped = Math.min(left, chunk.rows);
    left -= dropped;
    return dropped === 0 ? chunk : withoutFirst(chunk, dropped);
  });
}
