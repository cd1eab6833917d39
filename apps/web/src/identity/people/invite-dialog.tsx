import type { Role } from "@millrace/identity/contract";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { notifyDone } from "../../shared/notify.ts";
import { useSettings } from "../../shared/settings.ts";
import { Button } from "../../shared/ui/button.tsx";
import { Dialog, DialogBody, DialogFooter } from "../../shared/ui/dialog.tsx";
import { Field, Input, Select } from "../../shared/ui/field.tsx";
import { ProblemNotice } from "../../shared/ui/states.tsx";
import { identityApi } from "../api.ts";
import { fieldProblem, isToldBelow } from "../field-problem.ts";
import { peopleKey, roles } from "./roles.ts";

/** Invites somebody by mail; without a mail server it shows the link to hand over. */
export function InviteDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const { language } = useSettings();
  const queries = useQueryClient();
  const [email, setEmail] = useState("");
  const [role, setRole] = useState<Role>("viewer");
  const invite = useMutation({
    mutationFn: identityApi.people.invite,
    onSuccess: async ({ invitation_url }) => {
      await queries.invalidateQueries({ queryKey: peopleKey });
      if (invitation_url !== null) return;
      notifyDone(t("people.mailed", { email }));
      onClose();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    invite.mutate({ email, role, language });
  };
  const link = invite.data?.invitation_url ?? null;
  if (link !== null)
    return (
      <Dialog
        open
        onOpenChange={onClose}
        title={t("people.handOver")}
        description={t("people.handOverAbout")}
      >
        <DialogBody>
          <output className="block rounded-md bg-sunken px-3 py-2 font-mono text-xs break-all select-all">
            {link}
          </output>
        </DialogBody>
        <DialogFooter>
          <Button look="primary" onClick={onClose}>
            {t("common.close")}
          </Button>
        </DialogFooter>
      </Dialog>
    );
  return (
    <Dialog open onOpenChange={onClose} title={t("people.invite")}>
      <form onSubmit={submit} noValidate className="flex min-h-0 flex-col">
        <DialogBody>
          <Field label={t("door.email")} error={fieldProblem(invite.error, "email")}>
            {(ids) => (
              <Input
                type="email"
                autoFocus
                autoComplete="off"
                value={email}
                onChange={(event) => setEmail(event.target.value)}
                {...ids}
              />
            )}
          </Field>
          <Field label={t("people.role")} hint={t(`roleAbout.${role}`)}>
            {(ids) => (
              <Select
                value={role}
                onChange={(event) => setRole(roles.find((each) => each === event.target.value) ?? role)}
                {...ids}
              >
                {roles.map((each) => (
                  <option key={each} value={each}>
                    {t(`role.${each}`)}
                  </option>
                ))}
              </Select>
            )}
          </Field>
          {invite.isError && !isToldBelow(invite.error, ["email"]) && (
            <ProblemNotice error={invite.error} className="mx-0" />
          )}
        </DialogBody>
        <DialogFooter>
          <Button onClick={onClose}>{t("common.cancel")}</Button>
          <Button type="submit" look="primary" disabled={invite.isPending || email.trim() === ""}>
            {t("people.send")}
          </Button>
        </DialogFooter>
      </form>
    </Dialog>
  );
}
