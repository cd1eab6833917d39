import { Link, useRouter, type ErrorComponentProps } from "@tanstack/react-router";
import { Compass } from "lucide-react";
import { useTranslation } from "react-i18next";
import { buttonLook } from "../shared/ui/button.tsx";
import { Page } from "../shared/ui/page.tsx";
import { Empty, ProblemNotice } from "../shared/ui/states.tsx";

/** A page that failed to draw; the rest of the shell stays usable. */
export function RouteProblem({ error, reset }: ErrorComponentProps) {
  const { t } = useTranslation();
  const router = useRouter();
  return (
    <Page title={t("problem.page")}>
      <ProblemNotice
        error={error}
        className="mx-0"
        onRetry={() => {
          reset();
          void router.invalidate();
        }}
      />
    </Page>
  );
}

export function NotFound() {
  const { t } = useTranslation();
  return (
    <Page title={t("problem.notFound")}>
      <Empty
        icon={Compass}
        title={t("problem.notFoundText")}
        actions={
          <Link to="/posts" className={buttonLook({ look: "primary" })}>
            {t("problem.home")}
          </Link>
        }
      />
    </Page>
  );
}
