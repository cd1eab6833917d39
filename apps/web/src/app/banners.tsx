import { Link } from "@tanstack/react-router";
import { FlaskConical, TriangleAlert } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useHealth } from "./health.ts";

/** What everybody must know on every page: the data is simulated, or a part of the server is unwell. */
export function Banners() {
  const { t } = useTranslation();
  const { data } = useHealth();
  const unwell = Object.entries(data?.checks ?? {}).filter(([, check]) => check.status !== "ok");
  return (
    <section aria-label={t("shell.notices")} className="shrink-0">
      {data?.demo === true && (
        <p
          data-testid="demo-banner"
          className="flex min-h-8 shrink-0 flex-wrap items-center gap-x-2 border-b border-line bg-sunken px-4 py-1.5 text-xs text-muted"
        >
          <FlaskConical aria-hidden className="size-3.5 shrink-0 text-faint" />
          <span>
            <strong className="font-semibold text-fg">{t("demo.title")}</strong>{" "}
            <span className="max-sm:hidden">{t("demo.text")}</span>
          </span>
          <Link to="/sources" className="text-accent underline-offset-2 hover:underline">
            {t("demo.link")}
          </Link>
        </p>
      )}
      {data?.status === "degraded" && (
        <div
          role="alert"
          className="flex shrink-0 items-center gap-2 border-b border-line bg-warn-soft px-4 py-1.5 text-xs"
        >
          <TriangleAlert aria-hidden className="size-3.5 shrink-0 text-warn" />
          <span>
            {t("shell.degraded")}{" "}
            {unwell
              .map(([name, check]) => (check.message === undefined ? name : `${name}: ${check.message}`))
              .join(" · ")}
          </span>
        </div>
      )}
    </section>
  );
}
