import type { PostFilters } from "@millrace/posts/contract";
import { Download } from "lucide-react";
import { useTranslation } from "react-i18next";
import { api, exportFormats } from "../../shared/api/client.ts";
import { buttonLook } from "../../shared/ui/button.tsx";
import { Menu, MenuLink } from "../../shared/ui/menu.tsx";

/** Downloads what the list shows, with its filters. */
export function ExportMenu({ filters }: { filters: PostFilters }) {
  const { t } = useTranslation();
  return (
    <Menu
      align="end"
      label={t("export.title")}
      trigger={
        <button
          type="button"
          aria-label={t("export.title")}
          title={t("export.title")}
          className={buttonLook({ look: "ghost", size: "icon" })}
        >
          <Download aria-hidden />
        </button>
      }
    >
      {exportFormats.map((format) => (
        <MenuLink key={format} href={api.posts.exportUrl(format, filters)} download>
          <span className="flex-1">{t(`export.${format}`)}</span>
          <span className="text-xs text-faint">.{format}</span>
        </MenuLink>
      ))}
    </Menu>
  );
}
