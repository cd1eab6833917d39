import type { Connection } from "@millrace/connect/contract";
import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Page } from "../../shared/ui/page.tsx";
import { QueryState } from "../../shared/ui/query-state.tsx";
import { useConnection } from "../detail/queries.ts";
import { BackLink } from "../parts/back-link.tsx";
import { useDestinations, useEnds, useSources } from "../queries.ts";
import { draftOf } from "./draft.ts";
import { readWizardSearch } from "./wizard-search.ts";
import { Wizard } from "./wizard.tsx";

/** Changes a connection; what was secret stays so. */
export function EditConnectionPage() {
  const { t } = useTranslation();
  const { connectionId = "" } = useParams({ strict: false });
  const connection = useConnection(connectionId);
  const queries = [connection, useSources(), useDestinations()];
  const loading = queries.find(({ data }) => data === undefined);
  const name = connection.data?.name ?? t("connect.one");
  return (
    <Page
      title={t("connect.wizard.editTitle", { name })}
      description={t("connect.wizard.editAbout")}
      back={<BackLink to="/connect/$connectionId" params={{ connectionId }} label={name} />}
      className="max-w-4xl"
    >
      {loading !== undefined && <QueryState query={loading} className="mx-0" />}
      {loading === undefined && connection.data !== undefined && (
        <Loaded key={connectionId} connection={connection.data} />
      )}
    </Page>
  );
}

function Loaded({ connection }: { connection: Connection }) {
  const navigate = useNavigate();
  const { step = "source" } = readWizardSearch(useSearch({ strict: false }));
  const ends = useEnds(connection);
  const [initial] = useState(() => draftOf(connection, ends));
  return (
    <Wizard
      initial={initial}
      connection={connection}
      step={step}
      onStep={(next) =>
        void navigate({
          to: "/connect/$connectionId/edit",
          params: { connectionId: connection.id },
          search: { step: next },
          state: { keepFocus: true },
        })
      }
    />
  );
}
