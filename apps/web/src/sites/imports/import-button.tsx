import { Upload } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Button } from "../../shared/ui/button.tsx";

/** Opens the import; the small one is an icon, for a page's head. */
export function ImportButton({ isLarge = false, onOpen }: { isLarge?: boolean; onOpen: () => void }) {
  const { t } = useTranslation();
  if (isLarge)
    return (
      <Button onClick={onOpen}>
        <Upload aria-hidden />
        {t("sites.import.open")}
      </Button>
    );
  return (
    <Button
      look="ghost"
      size="icon"
      aria-label={t("sites.import.open")}
      title={t("sites.import.open")}
      onClick={onOpen}
    >
      <Upload aria-hidden />
    </Button>
  );
}
