import { useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Page } from "../../shared/ui/page.tsx";
import { BackLink } from "../parts/back-link.tsx";
import { newDraft } from "./draft.ts";
import { readWizardSearch } from "./wizard-search.ts";
import { Wizard } from "./wizard.tsx";

/** Makes a connection. */
export function NewConnectionPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { step = "source" } = readWizardSearch(useSearch({ strict: false }));
  const [initial] = useState(() => newDraft(Intl.DateTimeFormat().resolvedOptions().timeZone));
  return (
    <Page
      title={t("connect.wizard.new")}
      description={t("connect.wizard.about")}
      back={<BackLink to="/connect" label={t("nav.connections")} />}
      className="max-w-4xl"
    >
      <Wizard
        initial={initial}
        connection={null}
        step={step}
        onStep={(next) =>
          void navigate({ to: "/connect/new", search: { step: next }, state: { keepFocus: true } })
        }
      />
    </Page>
  );
}
