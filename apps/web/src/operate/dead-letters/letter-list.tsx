import { useTranslation } from "react-i18next";
import { Button } from "../../shared/ui/button.tsx";
import { QueryState } from "../../shared/ui/query-state.tsx";
import { LetterRow } from "./letter-row.tsx";
import { useDeadLetters } from "./queries.ts";

/** Dead letters as rows, with more on demand; `isMixed`: of several kinds, so that each row says what of. */
export function LetterList({
  filter,
  isMixed = false,
}: {
  filter: { kind?: string; search?: string };
  isMixed?: boolean;
}) {
  const { t } = useTranslation();
  const query = useDeadLetters(filter);
  const letters = query.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <>
      <QueryState query={query} rows={2} />
      <ul className="divide-y divide-line">
        {letters.map((letter) => (
          <LetterRow key={letter.run_id} letter={letter} isMixed={isMixed} />
        ))}
      </ul>
      {query.hasNextPage && (
        <div className="border-t border-line px-4 py-2">
          <Button
            look="ghost"
            size="small"
            disabled={query.isFetchingNextPage}
            onClick={() => void query.fetchNextPage()}
          >
            {t("common.more")}
          </Button>
        </div>
      )}
    </>
  );
}
