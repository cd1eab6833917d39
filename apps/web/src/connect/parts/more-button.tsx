import { useTranslation } from "react-i18next";
import { Button } from "../../shared/ui/button.tsx";
import { cn } from "../../shared/ui/cn.ts";

interface PagedQuery {
  hasNextPage: boolean;
  isFetchingNextPage: boolean;
  fetchNextPage: () => Promise<unknown>;
}

/** Reads the next page of a list, while there is one. */
export function MoreButton({ query, isInPanel = false }: { query: PagedQuery; isInPanel?: boolean }) {
  const { t } = useTranslation();
  if (!query.hasNextPage) return null;
  return (
    <div className={cn("flex justify-center", isInPanel ? "border-t border-line py-3" : "mt-4")}>
      <Button
        size={isInPanel ? "small" : "normal"}
        disabled={query.isFetchingNextPage}
        onClick={() => void query.fetchNextPage()}
      >
        {t("common.more")}
      </Button>
    </div>
  );
}
