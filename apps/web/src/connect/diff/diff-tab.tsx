import type { Sync } from "@millrace/connect/contract";
import { FileClock, RefreshCw } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useMay } from "../../shared/session.ts";
import { Button } from "../../shared/ui/button.tsx";
import { QueryState } from "../../shared/ui/query-state.tsx";
import { Empty } from "../../shared/ui/states.tsx";
import { useConnectionActs } from "../parts/use-connection-acts.ts";
import { useDiff } from "../sync/queries.ts";
import { StreamDiff } from "./stream-diff.tsx";

/** What a sync would change, stream by stream; nothing of it has been written. */
export function DiffTab({ sync }: { sync: Sync }) {
  const { t } = useTranslation();
  if (sync.status === "succeeded") return <Found sync={sync} />;
  return (
    <Empty icon={FileClock} title={t("connect.diff.none")}>
      {t(
        sync.status === "failed" || sync.status === "cancelled" ? "connect.diff.never" : "connect.diff.later",
      )}
    </Empty>
  );
}

function Found({ sync }: { sync: Sync }) {
  const { t } = useTranslation();
  const mayWrite = useMay("connect:write");
  const query = useDiff(sync.id);
  const acts = useConnectionActs({ id: sync.connection_id, name: sync.connection_name });
  return (
    <div className="grid gap-4">
      <QueryState query={query} rows={3} className="mx-0" />
      {query.data !== undefined && (
        <>
          <div className="flex flex-wrap items-center gap-3">
            <p className="min-w-0 flex-1 basis-64 text-ui text-pretty text-muted">
              {t("connect.diff.about")}
            </p>
            {mayWrite && (
              <Button look="primary" disabled={acts.sync.isPending} onClick={() => acts.sync.mutate()}>
                <RefreshCw aria-hidden />
                {t("connect.syncNow")}
              </Button>
            )}
          </div>
          {query.data.streams.map((stream) => (
            <StreamDiff key={stream.stream} stream={stream} />
          ))}
        </>
      )}
    </div>
  );
}
