import type { SettingDescription } from "@millrace/connect/contract";
import { useTranslation } from "react-i18next";
import { useMay } from "../../shared/session.ts";
import { useSettings } from "../../shared/settings.ts";
import { Panel } from "../../shared/ui/page.tsx";
import { QueryState } from "../../shared/ui/query-state.tsx";
import { GuaranteeBadge } from "../parts/guarantee-badge.tsx";
import { useDestinations, useSources, type Connector } from "../queries.ts";
import { ConnectorPicker } from "./connector-picker.tsx";
import { CheckField, SettingField } from "./setting-field.tsx";
import type { DraftState, End } from "./use-draft.ts";

/** One end of the connection: which, and its settings as the server describes them. */
export function ConnectorStep({ end, state }: { end: End; state: DraftState }) {
  const { t } = useTranslation();
  const sources = useSources();
  const destinations = useDestinations();
  const query = end === "source" ? sources : destinations;
  const connectors: readonly Connector[] = query.data?.items ?? [];
  const draft = state.draft[end];
  const connector = connectors.find(({ id }) => id === draft.type);
  return (
    <>
      <QueryState query={query} rows={2} className="mx-0" />
      {connectors.length > 0 && (
        <ConnectorPicker
          legend={t(`connect.wizard.choose.${end}`)}
          connectors={connectors}
          chosen={draft.type}
          error={state.errors[`${end}.type`]}
          onChoose={(type) => {
            if (type !== draft.type) state.choose(end, { type, values: {}, kept: [] });
          }}
        />
      )}
      {connector !== undefined && <ConnectorSettings end={end} connector={connector} state={state} />}
    </>
  );
}

function ConnectorSettings({ end, connector, state }: { end: End; connector: Connector; state: DraftState }) {
  const { t } = useTranslation();
  const { language } = useSettings();
  const usual = connector.settings.filter((setting) => !setting.is_advanced);
  const advanced = connector.settings.filter((setting) => setting.is_advanced);
  const hasError = advanced.some(({ name }) => state.errors[`${end}.${name}`] !== undefined);
  return (
    <Panel
      title={t("connect.wizard.settingsOf", { name: connector.title[language] })}
      actions={"guarantee" in connector && <GuaranteeBadge guarantee={connector.guarantee} />}
    >
      <div className="px-4 py-2">
        {"guarantee_note" in connector && (
          <p className="py-1.5 text-xs text-pretty text-muted">{connector.guarantee_note[language]}</p>
        )}
        {connector.settings.length === 0 && (
          <p className="py-2 text-ui text-faint">{t("connect.wizard.noSettings")}</p>
        )}
        <Fields end={end} settings={usual} state={state} />
        <PrivateHosts state={state} />
        {advanced.length > 0 && (
          <details open={hasError || undefined} className="group/advanced mt-1 border-t border-line py-2">
            <summary className="rounded-sm text-ui font-medium text-muted hover:text-fg">
              {t("connect.wizard.advanced", { count: advanced.length })}
            </summary>
            <div className="pt-1">
              <Fields end={end} settings={advanced} state={state} />
            </div>
          </details>
        )}
      </div>
    </Panel>
  );
}

function Fields({
  end,
  settings,
  state,
}: {
  end: End;
  settings: readonly SettingDescription[];
  state: DraftState;
}) {
  const draft = state.draft[end];
  return settings.map((setting) => (
    <SettingField
      key={setting.name}
      setting={setting}
      text={draft.values[setting.name] ?? ""}
      isKept={draft.kept.includes(setting.name)}
      error={state.errors[`${end}.${setting.name}`]}
      onChange={(text) => state.changeSetting(end, setting.name, text)}
    />
  ));
}

function PrivateHosts({ state }: { state: DraftState }) {
  const { t } = useTranslation();
  const mayLocal = useMay("connect:local");
  if (!mayLocal) return null;
  return (
    <CheckField
      label={t("connect.wizard.privateHosts")}
      hint={t("connect.wizard.privateHostsAbout")}
      error={state.errors["private_hosts"]}
      checked={state.draft.privateHosts}
      onChange={(privateHosts) => state.change({ privateHosts }, "private_hosts")}
    />
  );
}
