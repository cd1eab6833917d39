import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { identityApi } from "../api.ts";
import { useEnter } from "../enter.ts";
import { useLinkToken } from "../link-token.ts";
import { DoorFrame } from "./door-frame.tsx";
import { NewAccountForm } from "./new-account-form.tsx";

/** The end of an invitation: a name and a password, and one is in. */
export function InvitationPage() {
  const { t } = useTranslation();
  const token = useLinkToken();
  const enter = useEnter();
  const accept = useMutation({ mutationFn: identityApi.openLink, onSuccess: enter });
  return (
    <DoorFrame title={t("door.welcome")} description={t("door.invitationAbout")}>
      <NewAccountForm
        asksEmail={false}
        error={accept.error}
        isPending={accept.isPending}
        submitLabel={t("door.accept")}
        onSubmit={({ name, password }) => accept.mutate({ token, name, password })}
      />
    </DoorFrame>
  );
}
