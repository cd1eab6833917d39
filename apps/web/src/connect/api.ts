import type {
  BackfillReport,
  BackfillRequest,
  ConnectCheck,
  Connection,
  ConnectionChange,
  ConnectionRequest,
  DeadRecord,
  DestinationConnector,
  OfferedStream,
  RowTrace,
  SourceConnector,
  Sync,
  SyncCertificate,
  SyncDiff,
  SyncKind,
  SyncStatus,
} from "@millrace/connect/contract";
import { queryString, read, remove, write } from "../shared/api/client.ts";
import type { Page } from "../shared/api/types.ts";

const base = "/api/v1";
const id = encodeURIComponent;

export interface PageRequest {
  limit: number;
  cursor: string | null;
}

const pageQuery = ({ limit, cursor }: PageRequest) => ({ limit, cursor: cursor ?? undefined });

interface Items<T> {
  items: T[];
}

/** `type` names the connector; the other fields are its settings. */
export interface ConnectorChoice {
  type: string;
  [setting: string]: unknown;
}

/** What a connection is made of; the server fills in what is left out. */
export type ConnectionInput = Pick<ConnectionRequest, "name" | "streams"> & {
  source: ConnectorChoice;
  destination: ConnectorChoice;
} & Partial<Omit<ConnectionRequest, "name" | "streams" | "source" | "destination">>;

type ConnectionPatch = Partial<Omit<ConnectionChange, "source" | "destination">> & {
  source?: ConnectorChoice;
  destination?: ConnectorChoice;
};

export interface CheckInput {
  source: ConnectorChoice;
  destination: ConnectorChoice;
  private_hosts: boolean;
  /** The connection being changed: the secrets left out are its own. */
  connection_id?: string;
}

export type DiscoverInput = Omit<CheckInput, "destination">;

export interface ConnectionFilter {
  q?: string | undefined;
  status?: Connection["status"] | undefined;
}

export interface SyncFilter {
  connection_id?: string | undefined;
  status?: SyncStatus | undefined;
  kind?: SyncKind | undefined;
}

/** One answer of the source as the page log keeps it. */
export interface LoggedPage {
  number: number;
  stream: string;
  bytes: number;
  origin: string;
  request_id: string | null;
  fetched_at: string;
  hash: string;
}

/** Requests of a sync second by second, beside what the vendor permits. */
export interface SyncRate {
  limit_per_second: number | null;
  /** Answers with 429. */
  limited: number;
  points: { at: string; requests: number }[];
}

/** The calls of Connect. Throws `ApiProblem` on a refusal and `Unreachable` when nobody answers. */
export const connectApi = {
  sources: (signal?: AbortSignal) => read<Items<SourceConnector>>("/connect/sources", signal),
  destinations: (signal?: AbortSignal) => read<Items<DestinationConnector>>("/connect/destinations", signal),
  check: (input: CheckInput) => write<ConnectCheck>("POST", "/connect/check", input),
  discover: (input: DiscoverInput) => write<Items<OfferedStream>>("POST", "/connect/discover", input),
  trace: (row: string, signal?: AbortSignal) =>
    read<RowTrace>(`/connect/trace${queryString({ row })}`, signal),
  connections: {
    list: (filter: ConnectionFilter, page: PageRequest, signal?: AbortSignal) =>
      read<Page<Connection>>(`/connections${queryString({ ...filter, ...pageQuery(page) })}`, signal),
    get: (connectionId: string, signal?: AbortSignal) =>
      read<Connection>(`/connections/${id(connectionId)}`, signal),
    create: (input: ConnectionInput) => write<Connection>("POST", "/connections", input),
    change: (connectionId: string, change: ConnectionPatch) =>
      write<Connection>("PATCH", `/connections/${id(connectionId)}`, change),
    remove: (connectionId: string) => remove(`/connections/${id(connectionId)}`),
    pause: (connectionId: string) => write<Connection>("POST", `/connections/${id(connectionId)}/pause`),
    resume: (connectionId: string) => write<Connection>("POST", `/connections/${id(connectionId)}/resume`),
    check: (connectionId: string) => write<ConnectCheck>("POST", `/connections/${id(connectionId)}/check`),
    sync: (connectionId: string) => write<Sync>("POST", `/connections/${id(connectionId)}/syncs`, {}),
    dryRun: (connectionId: string) => write<Sync>("POST", `/connections/${id(connectionId)}/dry-run`),
    backfill: (connectionId: string, request: BackfillRequest) =>
      write<BackfillReport>("POST", `/connections/${id(connectionId)}/backfill`, request),
  },
  syncs: {
    list: (filter: SyncFilter, page: PageRequest, signal?: AbortSignal) =>
      read<Page<Sync>>(`/syncs${queryString({ ...filter, ...pageQuery(page) })}`, signal),
    get: (syncId: string, signal?: AbortSignal) => read<Sync>(`/syncs/${id(syncId)}`, signal),
    pause: (syncId: string) => write<Sync>("POST", `/syncs/${id(syncId)}/pause`),
    resume: (syncId: string) => write<Sync>("POST", `/syncs/${id(syncId)}/resume`),
    cancel: (syncId: string) => write<Sync>("POST", `/syncs/${id(syncId)}/cancel`),
    replay: (syncId: string, connectionId: string) =>
      write<Sync>("POST", `/syncs/${id(syncId)}/replay`, { connection_id: connectionId }),
    certificate: (syncId: string, signal?: AbortSignal) =>
      read<SyncCertificate>(`/syncs/${id(syncId)}/certificate`, signal),
    diff: (syncId: string, signal?: AbortSignal) => read<SyncDiff>(`/syncs/${id(syncId)}/diff`, signal),
    rate: (syncId: string, signal?: AbortSignal) => read<SyncRate>(`/syncs/${id(syncId)}/rate`, signal),
    deadRecords: (syncId: string, page: PageRequest, signal?: AbortSignal) =>
      read<Page<DeadRecord>>(`/syncs/${id(syncId)}/dead-records${queryString(pageQuery(page))}`, signal),
    pages: (syncId: string, page: PageRequest, signal?: AbortSignal) =>
      read<Page<LoggedPage>>(`/syncs/${id(syncId)}/pages${queryString(pageQuery(page))}`, signal),
    certificateUrl: (syncId: string) => `${base}/syncs/${id(syncId)}/certificate`,
    pageUrl: (syncId: string, number: number) => `${base}/syncs/${id(syncId)}/pages/${number}`,
    deadRecordsUrl: (syncId: string, format: "csv" | "jsonl") =>
      `${base}/syncs/${id(syncId)}/dead-records/export${queryString({ format })}`,
  },
};
