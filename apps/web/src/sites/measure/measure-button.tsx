import type { Workspace } from "@millrace/sites/contract";
import { Play } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useMay } from "../../shared/session.ts";
import { Button } from "../../shared/ui/button.tsx";
import { useWindow } from "../../shared/use-window.ts";
import { MeasureDialog } from "./measure-dialog.tsx";

/** "Start a session"; only for who may. */
export function MeasureButton({ workspace }: { workspace: Workspace }) {
  const { t } = useTranslation();
  const mayStart = useMay("sites:write");
  const [isOpen, setOpen] = useWindow();
  if (!mayStart) return null;
  return (
    <>
      <Button look="primary" onClick={() => setOpen(true)}>
        <Play aria-hidden />
        {t("scraping.measure.open")}
      </Button>
      <MeasureDialog
        workspace={workspace}
        open={isOpen}
        onOpenChange={setOpen}
        initial={{ status: ["pending"] }}
      />
    </>
  );
}

/** "Measure" these websites, whose figures somebody wants now, fresh or not; only for who may. */
export function MeasureTheseButton({
  workspace,
  websiteIds,
  isSmall = false,
}: {
  workspace: Workspace;
  websiteIds: readonly string[];
  /** As one of a toolbar. */
  isSmall?: boolean;
}) {
  const { t } = useTranslation();
  const mayStart = useMay("sites:write");
  const [isOpen, setOpen] = useWindow();
  if (!mayStart) return null;
  return (
    <>
      <Button {...(isSmall ? { look: "ghost", size: "small" } : {})} onClick={() => setOpen(true)}>
        <Play aria-hidden />
        {t("scraping.measure.these")}
      </Button>
      <MeasureDialog
        workspace={workspace}
        websiteIds={websiteIds}
        open={isOpen}
        onOpenChange={setOpen}
        initial={{ remeasureAfterHours: "0" }}
      />
    </>
  );
}
