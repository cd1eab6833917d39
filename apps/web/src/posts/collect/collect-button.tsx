import type { SourceHealth } from "@millrace/posts/contract";
import { Plus } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useShortcuts } from "../../shared/shortcuts.ts";
import { useWindow } from "../../shared/use-window.ts";
import { Button } from "../../shared/ui/button.tsx";
import { CollectDialog } from "./collect-dialog.tsx";

/** Opens the dialog that starts a collection; the small one, in the page's head, on the key c too. */
export function CollectButton({ sources, isLarge }: { sources: readonly SourceHealth[]; isLarge: boolean }) {
  const { t } = useTranslation();
  const [isCollecting, setCollecting] = useWindow();
  const isDemo = sources.every((source) => source.is_demo);
  useShortcuts(isLarge ? {} : { c: () => setCollecting(true) });
  return (
    <>
      <Button look="primary" onClick={() => setCollecting(true)}>
        <Plus aria-hidden />
        {isLarge ? t(isDemo ? "collect.startDemo" : "collect.title") : t("collect.open")}
      </Button>
      <CollectDialog sources={sources} open={isCollecting} onOpenChange={setCollecting} />
    </>
  );
}
