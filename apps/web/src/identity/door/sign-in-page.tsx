import { useMutation } from "@tanstack/react-query";
import { Mail } from "lucide-react";
import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { useSession } from "../../shared/session.ts";
import { useSettings } from "../../shared/settings.ts";
import { Button } from "../../shared/ui/button.tsx";
import { Field, Input } from "../../shared/ui/field.tsx";
import { ProblemNotice } from "../../shared/ui/states.tsx";
import { identityApi } from "../api.ts";
import { useEnter } from "../enter.ts";
import { fieldProblem, isToldBelow } from "../field-problem.ts";
import { DoorFrame } from "./door-frame.tsx";
import { PasswordField } from "./password-field.tsx";

/** Address and password, or a link by mail. */
export function SignInPage() {
  const { t } = useTranslation();
  const session = useSession();
  if (session.data?.needs_owner === true)
    return (
      <DoorFrame title={t("door.noOwner")} description={t("door.noOwnerAbout")}>
        <pre className="overflow-x-auto rounded-md bg-sunken px-3 py-2 font-mono text-xs">
          npx millrace owner-link
        </pre>
      </DoorFrame>
    );
  return (
    <DoorFrame title={t("door.signIn")}>
      <SignInForm canMail={session.data?.can_mail === true} />
    </DoorFrame>
  );
}

function SignInForm({ canMail }: { canMail: boolean }) {
  const { t } = useTranslation();
  const { language } = useSettings();
  const enter = useEnter();
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const signIn = useMutation({ mutationFn: identityApi.signIn, onSuccess: enter });
  const link = useMutation({ mutationFn: identityApi.askForLink });
  if (link.isSuccess) return <LinkSent email={email} onBack={() => link.reset()} />;
  const error = signIn.error ?? link.error;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    link.reset();
    signIn.mutate({ email, password });
  };
  return (
    <form onSubmit={submit} noValidate>
      <Field label={t("door.email")} error={fieldProblem(error, "email")}>
        {(ids) => (
          <Input
            type="email"
            autoComplete="username"
            autoFocus
            required
            value={email}
            onChange={(event) => setEmail(event.target.value)}
            {...ids}
          />
        )}
      </Field>
      <PasswordField
        label={t("door.password")}
        value={password}
        error={fieldProblem(error, "password")}
        onChange={setPassword}
      />
      {error !== null && !isToldBelow(error, ["email", "password"]) && (
        <ProblemNotice error={error} className="mx-0 my-2" />
      )}
      <Button type="submit" look="primary" className="mt-2 w-full" disabled={signIn.isPending}>
        {t("door.signIn")}
      </Button>
      {canMail && (
        <Button
          className="mt-2 w-full"
          disabled={link.isPending}
          onClick={() => {
            signIn.reset();
            link.mutate({ email, language });
          }}
        >
          <Mail aria-hidden />
          {t("door.sendLink")}
        </Button>
      )}
    </form>
  );
}

function LinkSent({ email, onBack }: { email: string; onBack: () => void }) {
  const { t } = useTranslation();
  return (
    <div role="status">
      <p className="text-ui text-pretty">{t("door.linkSent", { email })}</p>
      <Button className="mt-4 w-full" onClick={onBack}>
        {t("door.otherWay")}
      </Button>
    </div>
  );
}
