import { useNavigate, useSearch } from "@tanstack/react-router";
import { MailCheck, SearchX } from "lucide-react";
import { useRef } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../shared/ui/button.tsx";
import { Page, Panel } from "../../shared/ui/page.tsx";
import { QueryState } from "../../shared/ui/query-state.tsx";
import { SearchBox } from "../../shared/ui/search-box.tsx";
import { Empty } from "../../shared/ui/states.tsx";
import { useRowKeys } from "../parts/use-row-keys.ts";
import { readDeadLetterSearch } from "./dead-letter-search.ts";
import { KindCard } from "./kind-card.tsx";
import { LetterList } from "./letter-list.tsx";
import { useDeadLetterKinds, useDeadLetters } from "./queries.ts";

/** Runs that ended badly and wait for a person: alike ones together, or those that a search finds. */
export function DeadLettersPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { q = "" } = readDeadLetterSearch(useSearch({ strict: false }));
  const page = useRef<HTMLDivElement>(null);
  useRowKeys(page);
  const search = (next: string) =>
    void navigate({
      to: "/operate/dead-letters",
      search: readDeadLetterSearch({ q: next }),
      replace: true,
      state: { keepFocus: true },
    });
  return (
    <Page title={t("nav.deadLetters")} description={t("operate.deadLetters.description")}>
      <div ref={page}>
        <div className="mb-3 flex sm:w-80">
          <SearchBox
            value={q}
            onChange={search}
            label={t("operate.deadLetters.searchLabel")}
            placeholder={t("operate.deadLetters.searchPlaceholder")}
          />
        </div>
        {q === "" ? <Kinds /> : <Found text={q} onClear={() => search("")} />}
      </div>
    </Page>
  );
}

function Kinds() {
  const { t } = useTranslation();
  const query = useDeadLetterKinds();
  return (
    <>
      <QueryState query={query} rows={3} className="mx-0" />
      {query.data?.items.length === 0 && (
        <Empty icon={MailCheck} title={t("operate.deadLetters.empty")}>
          {t("operate.deadLetters.emptyText")}
        </Empty>
      )}
      <ul className="grid gap-3">
        {query.data?.items.map((kind) => (
          <KindCard key={kind.kind} kind={kind} />
        ))}
      </ul>
    </>
  );
}

function Found({ text, onClear }: { text: string; onClear: () => void }) {
  const { t } = useTranslation();
  const filter = { search: text };
  const query = useDeadLetters(filter);
  const hasNone = query.data?.pages[0]?.items.length === 0;
  if (hasNone)
    return (
      <Empty
        icon={SearchX}
        title={t("empty.filtered.title")}
        actions={<Button onClick={onClear}>{t("common.clearSearch")}</Button>}
      >
        {t("operate.deadLetters.noneFound")}
      </Empty>
    );
  return (
    <Panel className="overflow-hidden">
      <LetterList filter={filter} isMixed />
    </Panel>
  );
}
