import { Check, Copy } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../shared/ui/button.tsx";
import { cn } from "../../shared/ui/cn.ts";
import { Panel } from "../../shared/ui/page.tsx";

/** How deep objects stand open at first. */
const openLevels = 3;
/** Longer lists begin closed. */
const openItems = 50;
const copiedMs = 2000;

/** A value from the engine with its parts to fold, and a button that copies it. Secrets are masked by the server. */
export function JsonPanel({ title, value }: { title: string; value: unknown }) {
  const { t } = useTranslation();
  const isNothing = value === null || value === undefined;
  return (
    <Panel
      title={title}
      actions={!isNothing && <CopyButton text={JSON.stringify(value, null, 2)} />}
      className="min-w-0"
    >
      {isNothing ? (
        <p className="px-4 py-3 text-ui text-faint">{t("runs.nothing")}</p>
      ) : (
        <JsonView title={title} value={value} />
      )}
    </Panel>
  );
}

export function JsonView({ title, value, className }: { title: string; value: unknown; className?: string }) {
  return (
    <div
      tabIndex={0}
      role="region"
      aria-label={title}
      className={cn("max-h-80 overflow-auto px-4 py-3 font-mono text-xs leading-relaxed", className)}
    >
      <Value value={value} level={0} />
    </div>
  );
}

export function CopyButton({ text }: { text: string }) {
  const { t } = useTranslation();
  const [isCopied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    setCopied(true);
    setTimeout(() => setCopied(false), copiedMs);
  };
  const Icon = isCopied ? Check : Copy;
  return (
    <Button look="ghost" size="small" onClick={() => void copy()}>
      <Icon aria-hidden />
      {t(isCopied ? "operate.copied" : "operate.copy")}
    </Button>
  );
}

function Value({ value, level }: { value: unknown; level: number }) {
  if (typeof value === "object" && value !== null) return <Branch value={value} level={level} />;
  return <Leaf value={value} />;
}

const looks: Record<string, string> = {
  string: "text-good",
  number: "text-accent",
  boolean: "text-warn",
};

function Leaf({ value }: { value: unknown }) {
  return (
    <span className={cn("break-words whitespace-pre-wrap", looks[typeof value] ?? "text-faint")}>
      {JSON.stringify(value) ?? "undefined"}
    </span>
  );
}

function Branch({ value, level }: { value: object; level: number }) {
  const isList = Array.isArray(value);
  const entries = Object.entries(value);
  const [open, close] = isList ? ["[", "]"] : ["{", "}"];
  if (entries.length === 0) return <span className="text-faint">{open + close}</span>;
  return (
    <details open={level < openLevels && entries.length <= openItems} className="group/branch inline">
      <summary className="inline cursor-pointer list-none rounded-sm text-faint hover:text-fg">
        {open}
        <span className="group-open/branch:hidden">
          {" "}
          {entries.length} … {close}
        </span>
      </summary>
      <ul className="border-l border-line pl-4">
        {entries.map(([key, item]) => (
          <li key={key}>
            {!isList && <span className="text-muted">{key}: </span>}
            <Value value={item} level={level + 1} />
          </li>
        ))}
      </ul>
      <span className="text-faint">{close}</span>
    </details>
  );
}
