import type { SyncCertificate } from "@millrace/connect/contract";
import { BadgeCheck, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "../../shared/i18n/format.ts";
import { cn } from "../../shared/ui/cn.ts";
import { Panel } from "../../shared/ui/page.tsx";
import { RouteLine } from "../parts/route-line.tsx";
import { CertifiedStream } from "./certified-stream.tsx";

/** A certificate as it is read and printed: the verdict, then for each stream the equations and the figures they are made of. */
export function CertificateSheet({ certificate }: { certificate: SyncCertificate }) {
  const equations = certificate.streams.flatMap((stream) => stream.equations);
  const holding = equations.filter(({ holds }) => holds).length;
  return (
    <article className="grid gap-4">
      <Panel className="overflow-hidden">
        <Verdict isGreen={certificate.is_green} holding={holding} total={equations.length} />
        <Facts certificate={certificate} />
      </Panel>
      {certificate.streams.map((stream) => (
        <CertifiedStream key={stream.stream} stream={stream} />
      ))}
    </article>
  );
}

function Verdict({ isGreen, holding, total }: { isGreen: boolean; holding: number; total: number }) {
  const { t } = useTranslation();
  const Icon = isGreen ? BadgeCheck : TriangleAlert;
  return (
    <div className={cn("flex items-center gap-3 px-4 py-3.5", isGreen ? "bg-good-soft" : "bg-bad-soft")}>
      <Icon aria-hidden className={cn("size-7 shrink-0", isGreen ? "text-good" : "text-bad")} />
      <div>
        <h2 className="text-base font-semibold">
          {t(isGreen ? "connect.certificate.green" : "connect.certificate.red")}
        </h2>
        <p className="text-ui text-muted">
          {isGreen
            ? t("connect.certificate.allHold", { count: total })
            : t("connect.certificate.someFail", { count: total - holding, total })}
        </p>
      </div>
    </div>
  );
}

function Facts({ certificate }: { certificate: SyncCertificate }) {
  const { t } = useTranslation();
  const format = useFormat();
  const tookMs = Date.parse(certificate.ended_at) - Date.parse(certificate.started_at);
  return (
    <dl className="grid gap-x-6 gap-y-3 border-t border-line px-4 py-3.5 text-ui sm:grid-cols-2 lg:grid-cols-3">
      <Fact name={t("connect.column.connection")}>{certificate.connection_name}</Fact>
      <Fact name={t("connect.wizard.route")}>
        <RouteLine source={certificate.source} destination={certificate.destination} />
      </Fact>
      <Fact name={t("connect.column.guarantee")}>{t(`connect.guarantee.${certificate.guarantee}`)}</Fact>
      <Fact name={t("connect.column.planned")}>{format.dateTime(certificate.planned_at)}</Fact>
      <Fact name={t("connect.certificate.ran")}>
        {format.dateTime(certificate.started_at)}
        <span className="block text-xs text-muted">
          {t("connect.certificate.within", { duration: format.duration(Math.max(0, tookMs)) })}
        </span>
      </Fact>
      <Fact name={t("connect.certificate.sync")}>
        <span className="font-mono text-xs break-all">{certificate.sync_id}</span>
      </Fact>
    </dl>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="mb-0.5 text-xs text-faint">{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
