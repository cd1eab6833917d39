import { Globe, SearchX } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useMay } from "../../shared/session.ts";
import { Button } from "../../shared/ui/button.tsx";
import { Empty } from "../../shared/ui/states.tsx";
import { ImportButton } from "../imports/import-button.tsx";
import { workspaceOf } from "../workspace.ts";
import { AddWebsiteButton } from "./add-website-button.tsx";
import { countFilters, noFilters, type ChangeSearch, type SiteSearch } from "./search.ts";

/** Says why the list is empty and what to do: add websites, or widen the search. */
export function NoWebsites({
  search,
  onChange,
  onImport,
}: {
  search: SiteSearch;
  onChange: ChangeSearch;
  onImport: () => void;
}) {
  const { t } = useTranslation();
  const mayWrite = useMay("sites:write");
  if (search.q !== undefined || countFilters(search) > 0)
    return (
      <Empty
        icon={SearchX}
        title={t("empty.filtered.title")}
        actions={
          <Button onClick={() => onChange({ ...noFilters, q: undefined })}>
            {t("empty.filtered.clear")}
          </Button>
        }
      >
        {t("sites.empty.filtered")}
      </Empty>
    );
  const workspace = workspaceOf(search);
  return (
    <Empty
      icon={Globe}
      title={t(`sites.empty.${workspace}`)}
      actions={
        mayWrite && (
          <>
            <AddWebsiteButton workspace={workspace} isLarge />
            <ImportButton isLarge onOpen={onImport} />
          </>
        )
      }
    >
      {t(mayWrite ? "sites.empty.write" : "sites.empty.read")}
    </Empty>
  );
}
