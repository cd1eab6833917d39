import { useTranslation } from "react-i18next";
import { modKey } from "../shared/shortcuts.ts";
import { changeSetting, useSettings } from "../shared/settings.ts";
import { Dialog, DialogBody } from "../shared/ui/dialog.tsx";
import { Checkbox } from "../shared/ui/field.tsx";
import { Kbd } from "../shared/ui/kbd.tsx";
import { useHealth } from "./health.ts";
import { connectPages, housePages, operatePages, postPages, sitePages } from "./navigation.tsx";

const listKeys = [
  ["j", "next"],
  ["k", "previous"],
  ["Enter", "openPost"],
  ["Esc", "closePost"],
  ["f", "favourite"],
  ["#", "trash"],
  ["x", "select"],
  ["u", "undo"],
] as const;
const pageKeys = [
  ["/", "search"],
  ["c", "collect"],
  ["i", "import"],
  ["?", "help"],
] as const;

/** Every shortcut, the switch for single keys, and the version. */
export default function HelpSheet({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const { shortcuts } = useSettings();
  const { data } = useHealth();
  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title={t("help.title")}
      className="w-[min(42rem,calc(100vw-1.5rem))]"
    >
      <DialogBody className="grid gap-x-8 gap-y-4 pb-5 sm:grid-cols-2">
        <Keys title={t("help.list")} rows={listKeys.map(([keys, name]) => [keys, t(`keys.${name}`)])} />
        <div className="grid content-start gap-4">
          <Keys
            title={t("help.anywhere")}
            rows={[
              [`${modKey} K`, t("palette.open")],
              ...pageKeys.map(([keys, name]): [string, string] => [keys, t(`keys.${name}`)]),
            ]}
          />
          <Keys
            title={t("palette.go")}
            rows={[...postPages, ...sitePages, ...connectPages, ...operatePages, ...housePages].map(
              (page) => [`g ${page.key}`, t(`nav.${page.name}`)],
            )}
          />
        </div>
        <label className="col-span-full flex items-center gap-2.5 border-t border-line pt-4 text-ui">
          <Checkbox
            checked={shortcuts === "on"}
            onChange={(event) => changeSetting("shortcuts", event.target.checked ? "on" : "off")}
          />
          {t("help.singleKeys")}
          {data !== undefined && <span className="ml-auto text-xs text-faint">Millrace {data.version}</span>}
        </label>
      </DialogBody>
    </Dialog>
  );
}

function Keys({ title, rows }: { title: string; rows: readonly (readonly [string, string])[] }) {
  return (
    <section aria-label={title}>
      <h3 className="mb-1 text-xs font-medium text-faint">{title}</h3>
      <dl>
        {rows.map(([keys, what]) => (
          <div key={keys} className="flex items-center justify-between py-1 text-ui">
            <dt>{what}</dt>
            <dd>
              <Kbd keys={keys} />
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
