import type { Connection } from "@millrace/connect/contract";
import { useParams } from "@tanstack/react-router";
import { TriangleAlert } from "lucide-react";
import { useRef } from "react";
import { useTranslation } from "react-i18next";
import { useRowKeys } from "../../operate/parts/use-row-keys.ts";
import { Page } from "../../shared/ui/page.tsx";
import { QueryState } from "../../shared/ui/query-state.tsx";
import { BackLink } from "../parts/back-link.tsx";
import { fileOfConnection } from "../parts/connection-file.ts";
import { ConnectionStatus } from "../parts/connection-status.tsx";
import { GuaranteeBadge } from "../parts/guarantee-badge.tsx";
import { RouteLine } from "../parts/route-line.tsx";
import { YamlPanel } from "../parts/yaml-panel.tsx";
import { useEnds } from "../queries.ts";
import { ConnectionButtons } from "./connection-buttons.tsx";
import { ConnectionFacts } from "./connection-facts.tsx";
import { useConnection } from "./queries.ts";
import { SettingsPanel } from "./settings-panel.tsx";
import { SyncHistory } from "./sync-history.tsx";

/** One connection: what it is, how its syncs went, and what can be done with it. */
export function ConnectionPage() {
  const { t } = useTranslation();
  const { connectionId = "" } = useParams({ strict: false });
  const query = useConnection(connectionId);
  const connection = query.data;
  return (
    <Page
      title={connection?.name ?? t("connect.one")}
      description={connection !== undefined && <About connection={connection} />}
      back={<BackLink to="/connect" label={t("nav.connections")} />}
      actions={connection !== undefined && <ConnectionButtons connection={connection} />}
    >
      <QueryState query={query} className="mx-0" />
      {connection !== undefined && <Body key={connection.id} connection={connection} />}
    </Page>
  );
}

function About({ connection }: { connection: Connection }) {
  return (
    <span className="flex flex-wrap items-center gap-x-3 gap-y-1.5">
      <RouteLine source={connection.source.type} destination={connection.destination.type} />
      <ConnectionStatus connection={connection} />
      <GuaranteeBadge guarantee={connection.guarantee} />
    </span>
  );
}

function Body({ connection }: { connection: Connection }) {
  const { t } = useTranslation();
  const body = useRef<HTMLDivElement>(null);
  useRowKeys(body);
  return (
    <div ref={body} className="grid gap-4">
      {connection.message !== null && (
        <p
          role="note"
          className="rounded-lg border border-line bg-warn-soft px-4 py-3 text-ui text-pretty break-words"
        >
          <TriangleAlert aria-hidden className="mr-1.5 inline size-4 align-text-bottom text-warn" />
          {connection.message}{" "}
          {connection.status === "needs_attention" && (
            <span className="text-muted">{t("connect.attention")}</span>
          )}
        </p>
      )}
      <ConnectionFacts connection={connection} />
      <SyncHistory connection={connection} />
      <SettingsPanel connection={connection} />
      <AsFile connection={connection} />
    </div>
  );
}

function AsFile({ connection }: { connection: Connection }) {
  const ends = useEnds(connection);
  if (ends.source === undefined || ends.destination === undefined) return null;
  const text = fileOfConnection(connection, ends);
  return <YamlPanel text={text} />;
}
