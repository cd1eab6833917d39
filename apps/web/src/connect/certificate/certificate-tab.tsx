import type { Sync, SyncCertificate } from "@millrace/connect/contract";
import { Download, FileClock, Printer } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Button, buttonLook } from "../../shared/ui/button.tsx";
import { QueryState } from "../../shared/ui/query-state.tsx";
import { Empty } from "../../shared/ui/states.tsx";
import { connectApi } from "../api.ts";
import { useCertificate } from "../sync/queries.ts";
import { hasCertificate, hasEnded } from "../words.ts";
import { CertificateSheet } from "./certificate-sheet.tsx";

/** The proof a sync leaves behind; until it has ended, when it will be there. */
export function CertificateTab({ sync }: { sync: Sync }) {
  const { t } = useTranslation();
  if (hasCertificate(sync)) return <Issued sync={sync} />;
  return (
    <Empty icon={FileClock} title={t("connect.certificate.none")}>
      {t(hasEnded(sync) ? "connect.certificate.never" : "connect.certificate.later")}
    </Empty>
  );
}

function Issued({ sync }: { sync: Sync }) {
  const query = useCertificate(sync.id);
  return (
    <>
      <QueryState query={query} rows={3} className="mx-0" />
      {query.data !== undefined && (
        <>
          <Actions certificate={query.data} />
          <CertificateSheet certificate={query.data} />
        </>
      )}
    </>
  );
}

function Actions({ certificate }: { certificate: SyncCertificate }) {
  const { t } = useTranslation();
  return (
    <div className="mb-3 flex flex-wrap justify-end gap-2 print:hidden">
      <a
        href={connectApi.syncs.certificateUrl(certificate.sync_id)}
        download={`certificate-${certificate.sync_id}.json`}
        className={buttonLook({ size: "small" })}
      >
        <Download aria-hidden />
        {t("connect.certificate.download")}
      </a>
      <Button size="small" onClick={() => window.print()}>
        <Printer aria-hidden />
        {t("connect.certificate.print")}
      </Button>
    </div>
  );
}
