import { Link } from "@tanstack/react-router";
import { Plug, SearchX } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useMay } from "../../shared/session.ts";
import { Button, buttonLook } from "../../shared/ui/button.tsx";
import { Empty } from "../../shared/ui/states.tsx";

/** Says why the list is empty and what to do: widen the search, or make the first connection. */
export function NoConnections({ isFiltered, onClear }: { isFiltered: boolean; onClear: () => void }) {
  const { t } = useTranslation();
  const mayWrite = useMay("connect:write");
  if (isFiltered)
    return (
      <Empty
        icon={SearchX}
        title={t("empty.filtered.title")}
        actions={<Button onClick={onClear}>{t("empty.filtered.clear")}</Button>}
      >
        {t("connect.empty.filtered")}
      </Empty>
    );
  return (
    <Empty
      icon={Plug}
      title={t("connect.empty.title")}
      actions={
        mayWrite && (
          <Link to="/connect/new" className={buttonLook({ look: "primary" })}>
            {t("connect.empty.make")}
          </Link>
        )
      }
    >
      {t(mayWrite ? "connect.empty.write" : "connect.empty.read")}
    </Empty>
  );
}
