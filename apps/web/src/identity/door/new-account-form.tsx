import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../shared/ui/button.tsx";
import { Field, Input } from "../../shared/ui/field.tsx";
import { ProblemNotice } from "../../shared/ui/states.tsx";
import { fieldProblem, isToldBelow } from "../field-problem.ts";
import { PasswordField } from "./password-field.tsx";
import { minPasswordLength } from "../password-length.ts";

export interface NewAccount {
  name: string;
  email: string;
  password: string;
}

/** Name and password of somebody new; their address too, where no invitation has it. */
export function NewAccountForm({
  asksEmail,
  error,
  isPending,
  submitLabel,
  onSubmit,
}: {
  asksEmail: boolean;
  error: unknown;
  isPending: boolean;
  submitLabel: string;
  onSubmit: (account: NewAccount) => void;
}) {
  const { t } = useTranslation();
  const [account, setAccount] = useState<NewAccount>({ name: "", email: "", password: "" });
  const change = (part: Partial<NewAccount>) => setAccount((before) => ({ ...before, ...part }));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSubmit(account);
  };
  return (
    <form onSubmit={submit} noValidate>
      <Field label={t("door.name")} error={fieldProblem(error, "name")}>
        {(ids) => (
          <Input
            autoComplete="name"
            autoFocus
            required
            value={account.name}
            onChange={(event) => change({ name: event.target.value })}
            {...ids}
          />
        )}
      </Field>
      {asksEmail && (
        <Field label={t("door.email")} error={fieldProblem(error, "email")}>
          {(ids) => (
            <Input
              type="email"
              autoComplete="username"
              required
              value={account.email}
              onChange={(event) => change({ email: event.target.value })}
              {...ids}
            />
          )}
        </Field>
      )}
      <PasswordField
        isNew
        label={t("door.newPassword")}
        hint={t("door.newPasswordHint", { count: minPasswordLength })}
        value={account.password}
        error={fieldProblem(error, "password")}
        onChange={(password) => change({ password })}
      />
      {error !== null && !isToldBelow(error, ["name", "email", "password"]) && (
        <ProblemNotice error={error} className="mx-0 my-2" />
      )}
      <Button type="submit" look="primary" className="mt-2 w-full" disabled={isPending}>
        {submitLabel}
      </Button>
    </form>
  );
}
