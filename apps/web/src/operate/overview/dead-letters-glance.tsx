import { useTranslation } from "react-i18next";
import { useFormat } from "../../shared/i18n/format.ts";
import { Badge } from "../../shared/ui/badge.tsx";
import { TimeAgo } from "../../shared/ui/time-ago.tsx";
import { useDeadLetterKinds } from "../dead-letters/queries.ts";
import { useNames } from "../parts/names.ts";
import { Glance } from "./glance.tsx";

const shownKinds = 4;

/** What most dead letters died of. */
export function DeadLettersGlance() {
  const { t } = useTranslation();
  const format = useFormat();
  const names = useNames();
  const query = useDeadLetterKinds();
  const kinds = (query.data?.items ?? []).slice(0, shownKinds);
  return (
    <Glance
      title={t("nav.deadLetters")}
      to="/operate/dead-letters"
      query={query}
      isEmpty={kinds.length === 0}
      emptyText={t("operate.deadLetters.empty")}
    >
      {kinds.map((kind) => (
        <li key={kind.kind} className="px-4 py-2 text-ui">
          <div className="flex items-center gap-2">
            <span className="min-w-0 flex-1 truncate">
              {names.workflow(kind.workflow)}
              {kind.step !== null && (
                <span className="text-muted"> · {names.step(kind.workflow, kind.step)}</span>
              )}
            </span>
            <span className="text-xs whitespace-nowrap text-muted">
              <TimeAgo iso={kind.newest_at} />
            </span>
            <Badge tone="bad">{format.number(kind.count)}</Badge>
          </div>
          <p className="truncate text-xs text-muted" title={kind.error.message}>
            {kind.error.message}
          </p>
        </li>
      ))}
    </Glance>
  );
}
