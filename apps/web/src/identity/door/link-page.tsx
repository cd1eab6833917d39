import { useMutation } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Button } from "../../shared/ui/button.tsx";
import { ProblemNotice } from "../../shared/ui/states.tsx";
import { identityApi } from "../api.ts";
import { useEnter } from "../enter.ts";
import { useLinkToken } from "../link-token.ts";
import { DoorFrame } from "./door-frame.tsx";

/** The end of a sign-in link: one press, because mail programs open links by themselves and would use it up. */
export function LinkPage() {
  const { t } = useTranslation();
  const token = useLinkToken();
  const enter = useEnter();
  const open = useMutation({ mutationFn: identityApi.openLink, onSuccess: enter });
  return (
    <DoorFrame title={t("door.signIn")} description={t("door.linkAbout")}>
      {open.isError && <ProblemNotice error={open.error} className="mx-0 mt-0" />}
      <Button
        look="primary"
        autoFocus
        className="w-full"
        disabled={open.isPending || token === ""}
        onClick={() => open.mutate({ token })}
      >
        {t("door.enter")}
      </Button>
      <p className="mt-4 text-center text-xs">
        <Link to="/sign-in" className="text-accent hover:underline">
          {t("door.otherWay")}
        </Link>
      </p>
    </DoorFrame>
  );
}
