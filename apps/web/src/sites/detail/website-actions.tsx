import type { Website } from "@millrace/sites/contract";
import { Archive, ArchiveRestore } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useMay } from "../../shared/session.ts";
import { Button } from "../../shared/ui/button.tsx";
import { MeasureTheseButton } from "../measure/measure-button.tsx";
import { useArchiveWebsite } from "./queries.ts";

/** What can be done with one website, for whoever may. */
export function WebsiteActions({ website }: { website: Website }) {
  const { t } = useTranslation();
  const mayWrite = useMay("sites:write");
  const archive = useArchiveWebsite(website.id);
  if (!mayWrite) return null;
  const isArchived = website.archived_at !== null;
  const Icon = isArchived ? ArchiveRestore : Archive;
  return (
    <div className="flex flex-wrap items-center gap-1.5">
      {!isArchived && <MeasureTheseButton workspace={website.workspace} websiteIds={[website.id]} />}
      <Button disabled={archive.isPending} onClick={() => archive.set(!isArchived)}>
        <Icon aria-hidden />
        {t(isArchived ? "sites.bulk.unarchive" : "sites.bulk.archive")}
      </Button>
    </div>
  );
}
