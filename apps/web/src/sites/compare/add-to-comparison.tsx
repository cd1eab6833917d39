import type { Workspace } from "@millrace/sites/contract";
import { Popover } from "@base-ui/react/popover";
import { Plus } from "lucide-react";
import { useDeferredValue, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../shared/ui/button.tsx";
import { Input } from "../../shared/ui/field.tsx";
import { useFoundWebsites } from "./queries.ts";

/** Finds a website by part of its domain and puts it beside the others. */
export function AddToComparison({
  taken,
  workspace,
  onAdd,
}: {
  taken: readonly string[];
  workspace: Workspace;
  onAdd: (websiteId: string) => void;
}) {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  const [text, setText] = useState("");
  const words = useDeferredValue(text.trim());
  const { data } = useFoundWebsites(words, workspace);
  const found = data?.items.filter((website) => !taken.includes(website.id)) ?? [];
  return (
    <Popover.Root open={isOpen} onOpenChange={setOpen}>
      <Popover.Trigger
        render={
          <Button size="normal" look="plain" className="rounded-full">
            <Plus aria-hidden />
            {t("sites.compare.add")}
          </Button>
        }
      />
      <Popover.Portal>
        <Popover.Positioner sideOffset={6} align="start" className="z-40">
          <Popover.Popup
            aria-label={t("sites.compare.add")}
            className="w-72 rounded-lg border border-line bg-panel p-2 shadow-pop outline-none"
          >
            <Input
              value={text}
              autoFocus
              autoComplete="off"
              aria-label={t("sites.searchLabel")}
              placeholder={t("sites.searchPlaceholder")}
              onChange={(event) => setText(event.target.value)}
            />
            <ul className="mt-1 max-h-64 overflow-y-auto">
              {found.map((website) => (
                <li key={website.id}>
                  <button
                    type="button"
                    onClick={() => {
                      onAdd(website.id);
                      setOpen(false);
                      setText("");
                    }}
                    className="w-full truncate rounded px-2 py-1.5 text-left text-ui hover:bg-hover"
                  >
                    {website.domain}
                  </button>
                </li>
              ))}
            </ul>
            {words !== "" && data !== undefined && found.length === 0 && (
              <p className="px-2 py-2 text-ui text-faint">{t("sites.compare.notFound")}</p>
            )}
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}
