import type { Connection, SettingDescription } from "@millrace/connect/contract";
import { useMutation } from "@tanstack/react-query";
import { PlugZap } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useMay } from "../../shared/session.ts";
import { useSettings } from "../../shared/settings.ts";
import { Button } from "../../shared/ui/button.tsx";
import { Panel } from "../../shared/ui/page.tsx";
import { connectApi } from "../api.ts";
import { ConnectorIcon } from "../parts/connector-icon.tsx";
import { useConnectorTitle, useEnds } from "../queries.ts";
import { CheckReport } from "../wizard/check-report.tsx";
import { textOf } from "../wizard/setting-values.ts";

/** The settings of both ends, secrets masked, and a real call that proves them. */
export function SettingsPanel({ connection }: { connection: Connection }) {
  const { t } = useTranslation();
  const mayWrite = useMay("connect:write");
  const ends = useEnds(connection);
  const check = useMutation({ mutationFn: () => connectApi.connections.check(connection.id) });
  return (
    <Panel
      title={t("connect.settings")}
      actions={
        mayWrite && (
          <Button look="ghost" size="small" disabled={check.isPending} onClick={() => check.mutate()}>
            <PlugZap aria-hidden />
            {t("connect.check.now")}
          </Button>
        )
      }
    >
      <div className="grid gap-x-8 gap-y-4 px-4 py-3 sm:grid-cols-2">
        <EndSettings end="source" choice={connection.source} settings={ends.source?.settings} />
        <EndSettings
          end="destination"
          choice={connection.destination}
          settings={ends.destination?.settings}
        />
      </div>
      {!check.isIdle && (
        <div className="border-t border-line px-4 py-3">
          <CheckReport
            check={{ found: check.data ?? null, error: check.error, isPending: check.isPending }}
          />
        </div>
      )}
    </Panel>
  );
}

function EndSettings({
  end,
  choice,
  settings = [],
}: {
  end: "source" | "destination";
  choice: Connection["source"];
  settings: readonly SettingDescription[] | undefined;
}) {
  const { t } = useTranslation();
  const { language } = useSettings();
  const title = useConnectorTitle();
  const shown = settings.filter(({ name }) => choice[name] !== undefined && choice[name] !== null);
  return (
    <section aria-label={t(`connect.end.${end}`)} className="min-w-0">
      <h3 className="flex items-center gap-1.5 text-ui font-semibold">
        <ConnectorIcon type={choice.type} />
        {title(end, choice.type)}
        <span className="font-normal text-faint">{t(`connect.end.${end}`)}</span>
      </h3>
      {shown.length === 0 && <p className="mt-1 text-xs text-faint">{t("connect.usualSettings")}</p>}
      <dl className="mt-1.5 grid gap-y-1.5 text-ui">
        {shown.map((setting) => (
          <div key={setting.name} className="min-w-0">
            <dt className="text-xs text-faint">{setting.title[language]}</dt>
            <dd>
              <SettingText setting={setting} text={textOf(setting, choice[setting.name])} />
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function SettingText({ setting, text }: { setting: SettingDescription; text: string }) {
  const { t } = useTranslation();
  if (text === "true" || text === "false") return t(text === "true" ? "common.yes" : "common.no");
  if (text.includes("\n"))
    return (
      <pre
        tabIndex={0}
        role="region"
        aria-label={setting.name}
        className="max-h-48 overflow-auto rounded-md bg-sunken px-2.5 py-1.5 font-mono text-xs"
      >
        {text}
      </pre>
    );
  return <span className={setting.is_secret ? "font-mono text-xs break-all" : "break-all"}>{text}</span>;
}
