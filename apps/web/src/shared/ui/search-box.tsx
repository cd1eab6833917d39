import { Search, X } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useShortcuts } from "../shortcuts.ts";
import { Kbd } from "./kbd.tsx";

/** The search waits this long after the last key. */
const settleMs = 220;

/** Searches while one types; "/" goes to it, Escape empties and then leaves it. */
export function SearchBox({
  value,
  onChange,
  label,
  placeholder,
}: {
  value: string;
  onChange: (value: string) => void;
  label: string;
  placeholder: string;
}) {
  const { t } = useTranslation();
  const input = useRef<HTMLInputElement>(null);
  const [draft, setDraft] = useState(value);
  const sent = useRef(value);
  useShortcuts({ "/": () => input.current?.select() });

  useEffect(() => {
    if (value === sent.current) return;
    sent.current = value;
    setDraft(value); // changed from outside: back button, "clear filters"
  }, [value]);

  useEffect(() => {
    if (draft === sent.current) return;
    const timer = setTimeout(() => {
      sent.current = draft;
      onChange(draft);
    }, settleMs);
    return () => clearTimeout(timer);
  }, [draft, onChange]);

  return (
    <div role="search" className="relative min-w-0 flex-1">
      <Search aria-hidden className="pointer-events-none absolute top-2 left-2.5 size-4 text-faint" />
      <input
        ref={input}
        type="search"
        value={draft}
        maxLength={200}
        aria-label={label}
        placeholder={placeholder}
        onChange={(event) => setDraft(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== "Escape") return;
          event.preventDefault();
          if (draft === "") input.current?.blur();
          else setDraft("");
        }}
        className="peer h-8 w-full rounded-md border border-transparent bg-sunken pr-8 pl-8.5 text-ui placeholder:text-faint hover:border-line-strong focus:border-line-strong focus:bg-panel [&::-webkit-search-cancel-button]:hidden"
      />
      {draft === "" ? (
        <span className="pointer-events-none absolute top-1.5 right-2 hidden sm:block peer-focus:hidden">
          <Kbd keys="/" />
        </span>
      ) : (
        <button
          type="button"
          aria-label={t("common.clearSearch")}
          onClick={() => {
            setDraft("");
            input.current?.focus();
          }}
          className="absolute top-1 right-1 flex size-6 items-center justify-center rounded text-faint hover:bg-hover hover:text-fg"
        >
          <X aria-hidden className="size-3.5" />
        </button>
      )}
    </div>
  );
}
