import type { Connection } from "@millrace/connect/contract";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { ProblemNotice } from "../../shared/ui/states.tsx";
import { Button } from "../../shared/ui/button.tsx";
import { connectApi, type ConnectionInput } from "../api.ts";
import { useConnectChange } from "../queries.ts";
import { inputOf, stepOfField } from "./draft.ts";
import { refusalErrors } from "./refusal.ts";
import type { Flow } from "./use-flow.ts";

/** Saves the connection; with a schedule only once a check has succeeded. */
export function SaveButtons({ flow, connection }: { flow: Flow; connection: Connection | null }) {
  const { t } = useTranslation();
  const input = inputOf(flow.state.draft, flow.ends);
  const save = useSave(flow, connection);
  const mayNotSchedule = input.schedule !== null && !flow.trials.check.isOk;
  const isPending = save.isPending || flow.isBusy;
  return (
    <>
      {save.isError && Object.keys(refusalErrors(save.error)).length === 0 && (
        <ProblemNotice error={save.error} className="mx-0 my-0 w-full" />
      )}
      {mayNotSchedule && !flow.isBusy && (
        <>
          <p className="w-full text-right text-xs text-pretty text-muted">{t("connect.wizard.noSchedule")}</p>
          <Button disabled={isPending} onClick={() => save.mutate({ ...input, schedule: null })}>
            {t("connect.wizard.saveUnscheduled")}
          </Button>
        </>
      )}
      <Button look="primary" disabled={isPending || mayNotSchedule} onClick={() => save.mutate(input)}>
        {t(connection === null ? "connect.wizard.create" : "connect.wizard.save")}
      </Button>
    </>
  );
}

function useSave(flow: Flow, connection: Connection | null) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const save = useConnectChange(
    (input: ConnectionInput) =>
      connection === null
        ? connectApi.connections.create(input)
        : connectApi.connections.change(connection.id, input),
    (_, saved) => {
      void navigate({ to: "/connect/$connectionId", params: { connectionId: saved.id } });
      return {
        message: t(connection === null ? "connect.done.created" : "connect.done.saved", { name: saved.name }),
      };
    },
    { isRefusalShown: true },
  );
  /** A refusal that names a field is told there. */
  const goToField = (error: unknown) => {
    const errors = refusalErrors(error);
    const [path] = Object.keys(errors);
    if (path === undefined) return;
    flow.state.tell(errors);
    flow.go(stepOfField(path));
  };
  return { ...save, mutate: (input: ConnectionInput) => save.mutate(input, { onError: goToField }) };
}
