import { useTranslation } from "react-i18next";
import { Badge } from "../../shared/ui/badge.tsx";

/** Whether a provider's owner offers this door for programs; otherwise its terms are the user's to accept. */
export function OfficialBadge({ isOfficial }: { isOfficial: boolean }) {
  const { t } = useTranslation();
  return (
    <Badge tone={isOfficial ? "good" : "warn"}>
      {t(isOfficial ? "scraping.providers.official" : "scraping.providers.unofficial")}
    </Badge>
  );
}
