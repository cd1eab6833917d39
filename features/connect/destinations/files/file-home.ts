/** Where files go: a folder of this machine, or a bucket. A reader sees a whole file or none. */
export interface FileHome extends AsyncDisposable {
  /** A folder of this machine for what is not committed yet; of a target folder, within it, so that a file can be renamed. */
  readonly stagingRoot: string;
  /** For people. */
  address(file: string): string;
  /** null when there is no such file. */
  readNote(name: string): Promise<string | null>;
  /** Atomic and durable. `name` lies beside the files, hidden. */
  writeNote(name: string, text: string): Promise<void>;
  exists(file: string): Promise<boolean>;
  /** true: `fetch` copies nothing. */
  readonly isNear: boolean;
  /** Where the file can be read on this machine, which may be `into`; null when there is no such file. */
  fetch(file: string, into: string, signal: AbortSignal): Promise<string | null>;
  /** The assembled file takes its place, whole and durable. Afterwards there is nothing at `assembled`. */
  publish(file: string, assembled: string, publication: Publication, signal: AbortSignal): Promise<void>;
  /** Whether an earlier `publish` with the same arguments has done it. */
  isPublished(file: string, assembled: string, publication: Publication): Promise<boolean>;
  /** What an unfinished `publish` left elsewhere is removed. */
  giveUp(file: string, assembled: string): Promise<void>;
  /** Writes a file and removes it. Throws by the ladder. */
  probe(signal: AbortSignal): Promise<void>;
}

export interface Publication {
  syncId: string;
  contentType: string;
}
