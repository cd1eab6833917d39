export interface ServerSettings {
  /** Folder of the unix socket; null listens on loopback TCP instead (Windows). */
  socketFolder: string | null;
  port: number;
  maxConnections: number;
  /** false only for tests: the server may then forget everything on a power cut. */
  isDurable: boolean;
}

/**
 * The whole `postgresql.conf`, rewritten before every start. An owner's own settings go to
 * `postgresql.local.conf` beside it, which is read last and wins.
 */
export function renderServerSettings(settings: ServerSettings): string {
  const durable = settings.isDurable ? "on" : "off";
  const lines = [
    "# Written by Millrace before every start; put your own settings into postgresql.local.conf.",
    ...listenLines(settings),
    `port = ${settings.port}`,
    `max_connections = ${settings.maxConnections}`,
    `fsync = ${durable}`,
    `synchronous_commit = ${durable}`,
    `full_page_writes = ${durable}`,
    // Small enough for a laptop beside the app; the operating system's cache does the rest.
    "shared_buffers = 64MB",
    "work_mem = 8MB",
    "maintenance_work_mem = 64MB",
    "max_wal_size = 512MB",
    "max_worker_processes = 4",
    // Three I/O worker processes would cost memory and win nothing on one small disk.
    ...(settings.isDurable ? ["io_method = sync"] : ["io_method = sync", "autovacuum = off"]),
    "jit = off",
    "max_logical_replication_workers = 0",
    "timezone = 'UTC'",
    "log_timezone = 'UTC'",
    "lc_messages = 'C'",
    "log_destination = 'stderr'",
    "logging_collector = off",
    // A failed statement is the app's to report: its text may carry personal data.
    "log_min_messages = log",
    "log_min_error_statement = panic",
    "log_checkpoints = off",
    "log_line_prefix = '%m [%p] '",
    "include_if_exists = 'postgresql.local.conf'",
  ];
  return `${lines.join("\n")}\n`;
}

function listenLines({ socketFolder }: ServerSettings): string[] {
  if (socketFolder === null) return ["listen_addresses = '127.0.0.1'", "unix_socket_directories = ''"];
  return [
    "listen_addresses = ''",
    `unix_socket_directories = '${socketFolder.replaceAll("'", "''")}'`,
    "unix_socket_permissions = 0700",
    // A session whose client was killed gives its locks back within seconds.
    "client_connection_check_interval = 2s",
  ];
}
