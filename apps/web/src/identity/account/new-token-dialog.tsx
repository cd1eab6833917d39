import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Copy } from "lucide-react";
import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { notifyDone, notifyProblem } from "../../shared/notify.ts";
import { useSession } from "../../shared/session.ts";
import { Button } from "../../shared/ui/button.tsx";
import { Dialog, DialogBody, DialogFooter } from "../../shared/ui/dialog.tsx";
import { Checkbox, Field, Input, Select } from "../../shared/ui/field.tsx";
import { ProblemNotice } from "../../shared/ui/states.tsx";
import { identityApi } from "../api.ts";
import { fieldProblem, isToldBelow } from "../field-problem.ts";
import { accountKeys } from "./queries.ts";

const lifetimesDays = [7, 30, 90, 365] as const;
const defaultLifetimeDays = 90;

/** Makes a token; its secret is shown once, here. */
export function NewTokenDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const create = useMutation({
    mutationFn: identityApi.tokens.create,
    onSuccess: () => queries.invalidateQueries({ queryKey: accountKeys.tokens }),
  });
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t("tokens.create")}
      description={create.data === undefined ? t("tokens.createAbout") : t("tokens.once")}
    >
      {create.data === undefined ? (
        <TokenForm
          error={create.error}
          isPending={create.isPending}
          onSubmit={create.mutate}
          onCancel={onClose}
        />
      ) : (
        <Secret secret={create.data.secret} onClose={onClose} />
      )}
    </Dialog>
  );
}

function TokenForm({
  error,
  isPending,
  onSubmit,
  onCancel,
}: {
  error: unknown;
  isPending: boolean;
  onSubmit: (request: { name: string; scopes: string[]; expires_in_days: number }) => void;
  onCancel: () => void;
}) {
  const { t } = useTranslation();
  const [name, setName] = useState("");
  const [scopes, setScopes] = useState<readonly string[]>([]);
  const [days, setDays] = useState<number>(defaultLifetimeDays);
  // An account is its person's alone: no token may touch it.
  const offered = useSession().data?.permissions.filter((each) => !each.startsWith("account:")) ?? [];
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSubmit({ name, scopes: [...scopes], expires_in_days: days });
  };
  const toggle = (scope: string) =>
    setScopes((before) =>
      before.includes(scope) ? before.filter((each) => each !== scope) : [...before, scope],
    );
  return (
    <form onSubmit={submit} noValidate className="flex min-h-0 flex-col">
      <DialogBody>
        <Field label={t("tokens.name")} hint={t("tokens.nameHint")} error={fieldProblem(error, "name")}>
          {(ids) => (
            <Input autoFocus value={name} onChange={(event) => setName(event.target.value)} {...ids} />
          )}
        </Field>
        <fieldset className="py-1.5">
          <legend className="text-ui font-medium">{t("tokens.scopes")}</legend>
          <p className="text-xs text-faint">{fieldProblem(error, "scopes") ?? t("tokens.scopesHint")}</p>
          <div className="mt-1.5 grid gap-1 sm:grid-cols-2">
            {offered.map((scope) => (
              <label key={scope} className="flex items-center gap-2 font-mono text-xs">
                <Checkbox checked={scopes.includes(scope)} onChange={() => toggle(scope)} />
                {scope}
              </label>
            ))}
          </div>
        </fieldset>
        <Field label={t("tokens.lifetime")} error={fieldProblem(error, "expires_in_days")}>
          {(ids) => (
            <Select value={days} onChange={(event) => setDays(Number(event.target.value))} {...ids}>
              {lifetimesDays.map((count) => (
                <option key={count} value={count}>
                  {t("tokens.lifetimeDays", { count })}
                </option>
              ))}
            </Select>
          )}
        </Field>
        {error !== null && !isToldBelow(error, ["name", "scopes", "expires_in_days"]) && (
          <ProblemNotice error={error} className="mx-0" />
        )}
      </DialogBody>
      <DialogFooter>
        <Button onClick={onCancel}>{t("common.cancel")}</Button>
        <Button
          type="submit"
          look="primary"
          disabled={isPending || name.trim() === "" || scopes.length === 0}
        >
          {t("tokens.create")}
        </Button>
      </DialogFooter>
    </form>
  );
}

function Secret({ secret, onClose }: { secret: string; onClose: () => void }) {
  const { t } = useTranslation();
  const copy = () =>
    navigator.clipboard.writeText(secret).then(() => notifyDone(t("tokens.copied")), notifyProblem);
  return (
    <>
      <DialogBody>
        <output className="block rounded-md bg-sunken px-3 py-2 font-mono text-xs break-all select-all">
          {secret}
        </output>
      </DialogBody>
      <DialogFooter>
        <Button onClick={() => void copy()}>
          <Copy aria-hidden />
          {t("tokens.copy")}
        </Button>
        <Button look="primary" onClick={onClose}>
          {t("tokens.kept")}
        </Button>
      </DialogFooter>
    </>
  );
}
