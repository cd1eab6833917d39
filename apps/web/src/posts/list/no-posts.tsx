import { Inbox, SearchX, Star, Trash2 } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Button } from "../../shared/ui/button.tsx";
import { Empty } from "../../shared/ui/states.tsx";
import { CollectButtons } from "../collect/collect-buttons.tsx";
import { countFilters, type ChangeSearch, type PostSearch, type View } from "./search.ts";

const icons = { all: Inbox, favourites: Star, trash: Trash2 } as const;

/** Says why the list is empty and what to do: collect, or widen the search. */
export function NoPosts({
  view,
  search,
  onChange,
}: {
  view: View;
  search: PostSearch;
  onChange: ChangeSearch;
}) {
  const { t } = useTranslation();
  if (search.q !== undefined || countFilters(search) > 0) {
    const clear = () =>
      onChange({
        q: undefined,
        verdict: undefined,
        category: undefined,
        language: undefined,
        source: undefined,
        author: undefined,
        collection: undefined,
        favourite: undefined,
        since: undefined,
        until: undefined,
      });
    return (
      <Empty
        icon={SearchX}
        title={t("empty.filtered.title")}
        actions={<Button onClick={clear}>{t("empty.filtered.clear")}</Button>}
      >
        {t("empty.filtered.text")}
      </Empty>
    );
  }
  return (
    <Empty
      icon={icons[view]}
      title={t(`empty.${view}.title`)}
      actions={view === "all" ? <CollectButtons isLarge /> : undefined}
    >
      {t(`empty.${view}.text`)}
    </Empty>
  );
}
