import type { Sync } from "@millrace/connect/contract";
import { useNavigate } from "@tanstack/react-router";
import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../shared/ui/button.tsx";
import { Dialog, DialogBody, DialogFooter } from "../../shared/ui/dialog.tsx";
import { Field, Select } from "../../shared/ui/field.tsx";
import { QueryState } from "../../shared/ui/query-state.tsx";
import { ProblemNotice } from "../../shared/ui/states.tsx";
import { connectApi } from "../api.ts";
import { useConnections } from "../list/queries.ts";
import { useConnectChange, useConnectorTitle } from "../queries.ts";

/** Delivers what this sync read to the destination of another connection, without a call to the source. */
export function ReplayDialog({ sync, onClose }: { sync: Sync; onClose: () => void }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const title = useConnectorTitle();
  const query = useConnections({});
  const connections = query.data?.pages.flatMap((page) => page.items) ?? [];
  const others = connections.filter(({ id }) => id !== sync.connection_id);
  const [chosen, setChosen] = useState("");
  const replay = useConnectChange(
    (connectionId: string) => connectApi.syncs.replay(sync.id, connectionId),
    (_, started) => {
      onClose();
      void navigate({ to: "/connect/syncs/$syncId", params: { syncId: started.id } });
      return { message: t("connect.replay.started") };
    },
    { isRefusalShown: true },
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    replay.mutate(chosen);
  };
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t("connect.replay.title")}
      description={t("connect.replay.about", { count: sync.pages })}
    >
      <form onSubmit={submit} noValidate className="flex min-h-0 flex-col">
        <DialogBody>
          <QueryState query={query} rows={1} className="mx-0" />
          {query.data !== undefined && others.length === 0 && (
            <p className="text-ui text-muted">{t("connect.replay.none")}</p>
          )}
          {others.length > 0 && (
            <Field label={t("connect.replay.to")} hint={t("connect.replay.hint")}>
              {(ids) => (
                <Select value={chosen} onChange={(event) => setChosen(event.target.value)} {...ids}>
                  <option value="">{t("connect.wizard.notChosen")}</option>
                  {others.map((connection) => (
                    <option key={connection.id} value={connection.id}>
                      {connection.name} ({title("destination", connection.destination.type)})
                    </option>
                  ))}
                </Select>
              )}
            </Field>
          )}
          {replay.isError && <ProblemNotice error={replay.error} className="mx-0" />}
        </DialogBody>
        <DialogFooter>
          <Button onClick={onClose}>{t("common.cancel")}</Button>
          <Button type="submit" look="primary" disabled={chosen === "" || replay.isPending}>
            {t("connect.replay.start")}
          </Button>
        </DialogFooter>
      </form>
    </Dialog>
  );
}
