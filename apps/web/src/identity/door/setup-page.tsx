import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useSettings } from "../../shared/settings.ts";
import { identityApi } from "../api.ts";
import { useEnter } from "../enter.ts";
import { useLinkToken } from "../link-token.ts";
import { DoorFrame } from "./door-frame.tsx";
import { NewAccountForm } from "./new-account-form.tsx";

/** The owner's one-time link: makes the first account. */
export function SetupPage() {
  const { t } = useTranslation();
  const { language } = useSettings();
  const token = useLinkToken();
  const enter = useEnter();
  const setUp = useMutation({ mutationFn: identityApi.setUp, onSuccess: enter });
  return (
    <DoorFrame title={t("door.welcome")} description={t("door.setupAbout")}>
      <NewAccountForm
        asksEmail
        error={setUp.error}
        isPending={setUp.isPending}
        submitLabel={t("door.createOwner")}
        onSubmit={(account) => setUp.mutate({ ...account, token, language })}
      />
    </DoorFrame>
  );
}
