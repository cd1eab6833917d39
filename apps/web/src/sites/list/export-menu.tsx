import type { WebsiteFilters } from "@millrace/sites/contract";
import { Download } from "lucide-react";
import { useTranslation } from "react-i18next";
import { exportFormats } from "../../shared/api/client.ts";
import { buttonLook } from "../../shared/ui/button.tsx";
import { Menu, MenuLink } from "../../shared/ui/menu.tsx";
import { sitesApi, type ExportShape } from "../api.ts";

const shapes = ["websites", "readings"] as const satisfies readonly ExportShape[];

/** Downloads what the list shows, with its filters: a line per website, or a line per reading. */
export function ExportMenu({ filters }: { filters: WebsiteFilters }) {
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
      {shapes.map((shape) => (
        <div key={shape} role="group" aria-label={t(`sites.export.${shape}`)}>
          <p aria-hidden className="px-2 pt-1.5 pb-0.5 text-2xs font-medium text-faint">
            {t(`sites.export.${shape}`)}
          </p>
          {exportFormats.map((format) => (
            <MenuLink key={format} href={sitesApi.exportUrl(format, shape, filters)} download>
              <span className="flex-1">{t(`export.${format}`)}</span>
              <span className="text-xs text-faint">.{format}</span>
            </MenuLink>
          ))}
        </div>
      ))}
    </Menu>
  );
}
