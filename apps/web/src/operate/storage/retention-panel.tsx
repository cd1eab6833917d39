import type { StorageState } from "@millrace/server/contract";
import { Eraser } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useFormat } from "../../shared/i18n/format.ts";
import { useMay } from "../../shared/session.ts";
import { Panel } from "../../shared/ui/page.tsx";
import { TimeAgo } from "../../shared/ui/time-ago.tsx";
import { operateApi } from "../api.ts";
import { ConfirmButton } from "../parts/confirm-button.tsx";
import { useOperation } from "../parts/use-operation.ts";

const kept = ["finished_days", "dead_letters_days", "events_days", "page_log_days"] as const;

/** How long what is kept, what the last pruning took away, and pruning now. */
export function RetentionPanel({ storage }: { storage: StorageState }) {
  const { t } = useTranslation();
  return (
    <Panel title={t("operate.storage.retention")} actions={<PruneButton />}>
      <dl className="grid gap-2 px-4 py-3 text-ui">
        {kept.map((name) => (
          <div key={name} className="flex justify-between gap-3">
            <dt className="text-muted">{t(`operate.storage.kept.${name}`)}</dt>
            <dd className="whitespace-nowrap tabular-nums">
              <Days days={storage.retention[name]} />
            </dd>
          </div>
        ))}
      </dl>
      <LastPrune prune={storage.last_prune} />
    </Panel>
  );
}

function Days({ days }: { days: number | null }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (days === null) return <>{t("operate.storage.forever")}</>;
  return <>{t("operate.storage.days", { count: days, number: format.number(days) })}</>;
}

function LastPrune({ prune }: { prune: StorageState["last_prune"] }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (prune === null)
    return (
      <p className="border-t border-line px-4 py-3 text-xs text-muted">{t("operate.storage.notPruned")}</p>
    );
  const counts = Object.entries(prune.deleted).filter(([, count]) => count > 0);
  return (
    <div className="border-t border-line px-4 py-3 text-xs text-muted">
      <p>
        {t("operate.storage.lastPrune")} <TimeAgo iso={prune.at} />
      </p>
      {counts.length === 0 ? (
        <p>{t("operate.storage.prunedNothing")}</p>
      ) : (
        <ul>
          {counts.map(([name, count]) => (
            <li key={name} className="flex justify-between gap-3 tabular-nums">
              <span>
                {t(`operate.storage.pruned.${name}` as "operate.storage.lastPrune", { defaultValue: name })}
              </span>
              {format.number(count)}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function PruneButton() {
  const { t } = useTranslation();
  const format = useFormat();
  const mayAdminister = useMay("operate:admin");
  const prune = useOperation(
    () => operateApi.storage.prune(),
    (_, { deleted }) => {
      const count = Object.values(deleted).reduce((sum, each) => sum + each, 0);
      return { message: t("operate.storage.prunedDone", { count, number: format.number(count) }) };
    },
  );
  if (!mayAdminister) return null;
  return (
    <ConfirmButton
      title={t("operate.storage.pruneTitle")}
      confirmLabel={t("operate.storage.prune")}
      onConfirm={() => prune.mutate()}
      isDangerous
      button={{
        look: "ghost",
        size: "small",
        disabled: prune.isPending,
        children: (
          <>
            <Eraser aria-hidden />
            {t("operate.storage.prune")}
          </>
        ),
      }}
    >
      <p>{t("operate.storage.pruneText")}</p>
      <p>{t("operate.storage.pruneKeeps")}</p>
    </ConfirmButton>
  );
}
