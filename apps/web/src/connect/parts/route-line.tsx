import { ArrowRight } from "lucide-react";
import { useTranslation } from "react-i18next";
import { cn } from "../../shared/ui/cn.ts";
import { useConnectorTitle } from "../queries.ts";
import { ConnectorIcon } from "./connector-icon.tsx";

/** From where to where: "Yotpo Loyalty → Treasure Data". */
export function RouteLine({
  source,
  destination,
  className,
}: {
  source: string;
  destination: string;
  className?: string;
}) {
  const { t } = useTranslation();
  const title = useConnectorTitle();
  return (
    <span className={cn("inline-flex min-w-0 flex-wrap items-center gap-x-1.5 gap-y-0.5", className)}>
      <ConnectorIcon type={source} />
      <span>{title("source", source)}</span>
      <ArrowRight aria-hidden className="size-3 shrink-0 text-faint" />
      <span className="sr-only">{t("connect.to")}</span>
      <ConnectorIcon type={destination} />
      <span>{title("destination", destination)}</span>
    </span>
  );
}
