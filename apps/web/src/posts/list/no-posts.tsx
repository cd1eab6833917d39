import { Inbox, SearchX, Star, Trash2 } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useMay } from "../../shared/session.ts";
import { Button } from "../../shared/ui/button.tsx";
import { Empty } from "../../shared/ui/states.tsx";
import { CollectButtons } from "../collect/collect-buttons.tsx";
import { useSearchableSources } from "../sources/queries.ts";
import { countFilters, type ChangeSearch, type PostSearch, type View } from "./search.ts";

const icons = { favourites: Star, trash: Trash2 } as const;

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
  if (view === "all") return <NoPostsYet />;
  return (
    <Empty icon={icons[view]} title={t(`empty.${view}.title`)}>
      {t(`empty.${view}.text`)}
    </Empty>
  );
}

/** What to do about it depends on who looks, and on what can be read here. */
function NoPostsYet() {
  const { t } = useTranslation();
  const mayCollect = useMay("posts:write");
  const source = useSearchableSources()?.[0];
  const way = (): string => {
    if (!mayCollect) return t("empty.all.text");
    if (source === undefined) return t("empty.all.import");
    return t("empty.all.collect", { source: t(`source.${source.id}`) });
  };
  return (
    <Empty icon={Inbox} title={t("empty.all.title")} actions={<CollectButtons isLarge />}>
      {way()}
    </Empty>
  );
}
