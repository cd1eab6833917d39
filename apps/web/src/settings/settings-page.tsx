import type { SettingGroup, SettingList } from "@millrace/server/contract";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { fieldProblem } from "../identity/field-problem.ts";
import { ApiProblem } from "../shared/api/problem.ts";
import { useLive } from "../shared/live/stream.ts";
import { notifyDone } from "../shared/notify.ts";
import { useMay } from "../shared/session.ts";
import { useSettings } from "../shared/settings.ts";
import { Button } from "../shared/ui/button.tsx";
import { Page, Panel } from "../shared/ui/page.tsx";
import { QueryState } from "../shared/ui/query-state.tsx";
import { ProblemNotice } from "../shared/ui/states.tsx";
import { settingsApi, settingsOptions } from "./api.ts";
import { valueOf } from "./setting-control.tsx";
import { SettingRow } from "./setting-row.tsx";

/** Every setting the house may change while it runs; what the environment or a file sets is shown and left alone. */
export function SettingsPage() {
  const { t } = useTranslation();
  const query = useQuery(settingsOptions());
  useLive("settings.changed", () => void query.refetch());
  return (
    <Page title={t("settings.title")} description={t("settings.about")} className="max-w-3xl">
      <QueryState query={query} className="mx-0" />
      {query.data !== undefined && <Groups list={query.data} />}
    </Page>
  );
}

type Drafts = Readonly<Record<string, string>>;

function Groups({ list }: { list: SettingList }) {
  const { t } = useTranslation();
  const mayWrite = useMay("settings:write");
  const queries = useQueryClient();
  const [drafts, setDrafts] = useState<Drafts>({});
  const change = useMutation({
    mutationFn: (changes: Record<string, unknown>) => settingsApi.change({ version: list.version, changes }),
    onSuccess: (next, changes) => {
      queries.setQueryData(settingsOptions().queryKey, next);
      setDrafts((before) =>
        Object.fromEntries(Object.entries(before).filter(([name]) => !(name in changes))),
      );
      notifyDone(t("settings.saved"));
    },
    // Somebody else was quicker: theirs is shown, what was typed stays.
    onError: () => queries.invalidateQueries({ queryKey: settingsOptions().queryKey }),
  });
  const settings = list.groups.flatMap((group) => group.settings);
  const save = () =>
    change.mutate(
      Object.fromEntries(
        settings.flatMap(({ name, schema }) => {
          const draft = drafts[name];
          return draft === undefined ? [] : [[name, valueOf(draft, schema)] as const];
        }),
      ),
    );
  const dirty = Object.keys(drafts).length;
  return (
    <>
      <div className="grid gap-4">
        {list.groups.map((group) => (
          <Group
            key={group.name}
            group={group}
            drafts={drafts}
            error={change.error}
            mayWrite={mayWrite}
            onDraft={(name, text) => setDrafts((before) => ({ ...before, [name]: text }))}
            onReset={(name) => change.mutate({ [name]: null })}
          />
        ))}
      </div>
      {change.isError &&
        !isNamed(
          change.error,
          settings.map(({ name }) => name),
        ) && <ProblemNotice error={change.error} className="mx-0" />}
      {dirty > 0 && (
        <div className="sticky bottom-3 mt-4 flex items-center gap-3 rounded-lg border border-line bg-panel px-4 py-2.5 shadow-pop">
          <span className="flex-1 text-ui">{t("settings.unsaved", { count: dirty })}</span>
          <Button onClick={() => setDrafts({})}>{t("settings.discard")}</Button>
          <Button look="primary" disabled={change.isPending} onClick={save}>
            {t("settings.save")}
          </Button>
        </div>
      )}
    </>
  );
}

const problemOf = (error: unknown, name: string) => fieldProblem(error, `changes.${name}`);
const isNamed = (error: unknown, names: readonly string[]): boolean =>
  error instanceof ApiProblem && names.some((name) => problemOf(error, name) !== undefined);

function Group({
  group,
  drafts,
  error,
  mayWrite,
  onDraft,
  onReset,
}: {
  group: SettingGroup;
  drafts: Drafts;
  error: unknown;
  mayWrite: boolean;
  onDraft: (name: string, text: string) => void;
  onReset: (name: string) => void;
}) {
  const { language } = useSettings();
  return (
    <Panel title={group.title[language]}>
      <ul className="divide-y divide-line">
        {group.settings.map((setting) => (
          <SettingRow
            key={setting.name}
            setting={setting}
            draft={drafts[setting.name]}
            error={problemOf(error, setting.name)}
            mayWrite={mayWrite}
            onDraft={(text) => onDraft(setting.name, text)}
            onReset={() => onReset(setting.name)}
          />
        ))}
      </ul>
    </Panel>
  );
}
