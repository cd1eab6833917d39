import { useId } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "../../shared/session.ts";
import { useSettings } from "../../shared/settings.ts";
import { cn } from "../../shared/ui/cn.ts";
import { ConnectorIcon } from "../parts/connector-icon.tsx";
import type { Connector } from "../queries.ts";

/** The sources or destinations there are, one to be chosen. */
export function ConnectorPicker({
  legend,
  connectors,
  chosen,
  error,
  onChoose,
}: {
  legend: string;
  connectors: readonly Connector[];
  chosen: string;
  error: string | undefined;
  onChoose: (type: string) => void;
}) {
  const name = useId();
  return (
    <fieldset>
      <legend className="sr-only">{legend}</legend>
      <div className="grid gap-2 sm:grid-cols-2 lg:grid-cols-3">
        {connectors.map((connector) => (
          <ConnectorCard
            key={connector.id}
            name={name}
            connector={connector}
            isChosen={connector.id === chosen}
            onChoose={() => onChoose(connector.id)}
          />
        ))}
      </div>
      {error !== undefined && <p className="mt-1 text-xs text-bad">{error}</p>}
    </fieldset>
  );
}

function ConnectorCard({
  name,
  connector,
  isChosen,
  onChoose,
}: {
  name: string;
  connector: Connector;
  isChosen: boolean;
  onChoose: () => void;
}) {
  const { t } = useTranslation();
  const { language } = useSettings();
  const id = useId();
  const mayLocal = useMay("connect:local");
  const isRefused = connector.is_local && !mayLocal;
  return (
    <label
      className={cn(
        "relative flex cursor-pointer gap-2.5 rounded-lg border border-line bg-panel px-3 py-2.5 hover:border-line-strong has-focus-visible:outline-2 has-focus-visible:outline-accent",
        isChosen && "border-accent bg-accent-soft hover:border-accent",
        isRefused && "cursor-not-allowed opacity-60",
      )}
    >
      <input
        type="radio"
        name={name}
        checked={isChosen}
        disabled={isRefused}
        onChange={onChoose}
        aria-labelledby={`${id}-title`}
        aria-describedby={`${id}-about`}
        className="absolute size-px opacity-0"
      />
      <ConnectorIcon
        type={connector.id}
        className={cn("mt-0.5 size-4 shrink-0", isChosen ? "text-accent" : "text-faint")}
      />
      <span className="min-w-0">
        <span id={`${id}-title`} className="block text-ui font-semibold">
          {connector.title[language]}
        </span>
        <span id={`${id}-about`} className="block text-xs text-pretty text-muted">
          {isRefused ? t("connect.wizard.ownersOnly") : connector.about[language]}
        </span>
      </span>
    </label>
  );
}
