import { useTranslation } from "react-i18next";
import { Badge } from "../../shared/ui/badge.tsx";

/** The first tags, and how many more there are. */
export function TagList({ tags, most }: { tags: readonly string[]; most: number }) {
  const { t } = useTranslation();
  const more = tags.slice(most);
  return (
    <>
      {tags.slice(0, most).map((tag) => (
        <Badge key={tag} className="h-4 max-w-28 px-1">
          <span className="truncate">{tag}</span>
        </Badge>
      ))}
      {more.length > 0 && (
        <Badge className="h-4 px-1" title={more.join(", ")}>
          <span aria-hidden>+{more.length}</span>
          <span className="sr-only">
            {t("sites.moreTags", { count: more.length, tags: more.join(", ") })}
          </span>
        </Badge>
      )}
    </>
  );
}
