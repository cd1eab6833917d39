import { useTranslation } from "react-i18next";
import { CopyButton } from "../../operate/parts/json-view.tsx";
import { Panel } from "../../shared/ui/page.tsx";

/** The connection as the file that makes it from the command line. */
export function YamlPanel({ text }: { text: string }) {
  const { t } = useTranslation();
  return (
    <Panel title={t("connect.yaml.title")} actions={<CopyButton text={text} />} className="min-w-0">
      <p className="px-4 pt-2.5 text-xs text-pretty text-muted">
        {t("connect.yaml.about")}{" "}
        <code className="font-mono break-all">millrace connect run --config connection.yaml</code>
      </p>
      <pre
        tabIndex={0}
        role="region"
        aria-label={t("connect.yaml.title")}
        className="max-h-96 overflow-auto px-4 py-3 font-mono text-xs leading-relaxed"
      >
        {text}
      </pre>
    </Panel>
  );
}
