import type { DeadLetter } from "@millrace/server/contract";
import { useTranslation } from "react-i18next";
import { QueryState } from "../../shared/ui/query-state.tsx";
import { AttemptList } from "../parts/attempt-list.tsx";
import { JsonView } from "../parts/json-view.tsx";
import { useNames } from "../parts/names.ts";
import { useDeadLetter } from "./queries.ts";

/** What a person needs to decide: the payload, the reason, and every failed try. */
export function LetterDetails({ letter }: { letter: DeadLetter }) {
  const { t } = useTranslation();
  const names = useNames();
  const query = useDeadLetter(letter.run_id);
  return (
    <div className="grid gap-4 border-t border-line bg-sunken/60 px-4 py-3 sm:pl-13">
      <QueryState query={query} rows={2} className="mx-0" />
      {query.data !== undefined && (
        <>
          <section className="min-w-0">
            <h3 className="mb-1 text-xs font-medium text-faint">{t("operate.deadLetters.payload")}</h3>
            <JsonView
              title={t("operate.deadLetters.payload")}
              value={query.data.payload}
              className="max-h-60 rounded-md border border-line bg-panel"
            />
          </section>
          <section className="min-w-0">
            <h3 className="mb-1 text-xs font-medium text-faint">{t("operate.deadLetters.history")}</h3>
            {query.data.history.length === 0 ? (
              <p className="text-xs text-pretty break-words">{query.data.error.message}</p>
            ) : (
              <AttemptList
                attempts={query.data.history}
                stepNameOf={(attempt) => names.step(letter.workflow, attempt.step)}
              />
            )}
          </section>
        </>
      )}
    </div>
  );
}
