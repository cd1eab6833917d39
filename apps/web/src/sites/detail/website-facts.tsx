import type { Website } from "@millrace/sites/contract";
import { ExternalLink, Pencil } from "lucide-react";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "../../shared/session.ts";
import { Badge } from "../../shared/ui/badge.tsx";
import { Button } from "../../shared/ui/button.tsx";
import { TimeAgo } from "../../shared/ui/time-ago.tsx";
import { Coverage } from "../parts/coverage.tsx";
import { TagList } from "../parts/tag-list.tsx";
import { WebsiteStatusBadge } from "../parts/website-status.tsx";
import { EditWebsiteDialog } from "./edit-website-dialog.tsx";

/** Tags shown before "+3". */
const mostTags = 12;

/** Status, coverage, last measurement and tags of one website. */
export function WebsiteFacts({ website }: { website: Website }) {
  const { t } = useTranslation();
  const mayWrite = useMay("sites:write");
  const [isEditing, setEditing] = useState(false);
  return (
    <section className="rounded-lg border border-line bg-panel">
      <dl className="grid grid-cols-2 gap-x-4 gap-y-3 px-4 py-3 text-ui sm:grid-cols-4">
        <Fact name={t("sites.column.status")}>
          <WebsiteStatusBadge website={website} />
          {website.archived_at !== null && <Badge className="ml-1.5">{t("sites.archived")}</Badge>}
        </Fact>
        <Fact name={t("sites.column.coverage")}>
          <Coverage obtained={website.obtained} expected={website.expected} className="max-w-40" />
        </Fact>
        <Fact name={t("sites.column.measured")}>
          {website.last_measured_at === null ? t("sites.never") : <TimeAgo iso={website.last_measured_at} />}
        </Fact>
        <Fact name={t("sites.provider")}>{website.provider ?? "—"}</Fact>
      </dl>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1 border-t border-line px-4 py-2 text-ui">
        <a
          href={`https://${website.domain}/`}
          target="_blank"
          rel="noreferrer"
          className="inline-flex items-center gap-1 text-accent hover:underline"
        >
          <ExternalLink aria-hidden className="size-3.5" />
          {website.name ?? t("sites.visit")}
        </a>
        <span className="flex min-w-0 flex-wrap items-center gap-1">
          {website.is_demo && <span className="text-xs text-faint">{t("sites.demo")}</span>}
          <TagList tags={website.tags} most={mostTags} />
          {website.tags.length === 0 && <span className="text-xs text-faint">{t("sites.noTags")}</span>}
        </span>
        {mayWrite && (
          <Button look="ghost" size="small" className="ml-auto text-xs" onClick={() => setEditing(true)}>
            <Pencil aria-hidden />
            {t("sites.edit.open")}
          </Button>
        )}
      </div>
      {isEditing && <EditWebsiteDialog website={website} onClose={() => setEditing(false)} />}
    </section>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="mb-0.5 text-xs text-faint">{name}</dt>
      <dd className="truncate">{children}</dd>
    </div>
  );
}
