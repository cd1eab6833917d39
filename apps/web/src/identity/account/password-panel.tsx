import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { notifyDone } from "../../shared/notify.ts";
import { sessionOptions } from "../../shared/session.ts";
import { Button } from "../../shared/ui/button.tsx";
import { Panel } from "../../shared/ui/page.tsx";
import { ProblemNotice } from "../../shared/ui/states.tsx";
import { identityApi } from "../api.ts";
import { PasswordField } from "../door/password-field.tsx";
import { fieldProblem, isToldBelow } from "../field-problem.ts";
import { accountKeys } from "./queries.ts";
import { minPasswordLength } from "../password-length.ts";

/** Changing the password, which ends every other session. */
export function PasswordPanel({ hasPassword }: { hasPassword: boolean }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [current, setCurrent] = useState("");
  const [next, setNext] = useState("");
  const change = useMutation({
    mutationFn: identityApi.changePassword,
    onSuccess: async (me) => {
      queries.setQueryData(sessionOptions().queryKey, me);
      setCurrent("");
      setNext("");
      notifyDone(t("account.passwordChanged"));
      await queries.invalidateQueries({ queryKey: accountKeys.sessions });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    change.mutate({ current_password: current === "" ? null : current, new_password: next });
  };
  return (
    <Panel title={t("account.password")}>
      <form onSubmit={submit} noValidate className="grid items-start gap-x-4 px-4 py-2 sm:grid-cols-2">
        {hasPassword && (
          <PasswordField
            label={t("account.currentPassword")}
            value={current}
            error={fieldProblem(change.error, "current_password")}
            onChange={setCurrent}
          />
        )}
        <PasswordField
          isNew
          label={t("account.newPassword")}
          hint={t("door.newPasswordHint", { count: minPasswordLength })}
          value={next}
          error={fieldProblem(change.error, "new_password")}
          onChange={setNext}
        />
        {change.isError && !isToldBelow(change.error, ["current_password", "new_password"]) && (
          <ProblemNotice error={change.error} className="mx-0 my-1 sm:col-span-2" />
        )}
        <div className="flex flex-wrap items-center gap-3 pb-2 sm:col-span-2">
          <Button type="submit" disabled={change.isPending || next === ""}>
            {t("account.changePassword")}
          </Button>
          <span className="text-xs text-faint">{t("account.endsOthers")}</span>
        </div>
      </form>
    </Panel>
  );
}
