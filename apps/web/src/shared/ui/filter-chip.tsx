import { ChevronDown, X } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { cn } from "./cn.ts";
import { Menu, MenuChoice } from "./menu.tsx";

export const chipLook = (isOn: boolean) =>
  cn(
    "h-7 rounded-full border border-dashed border-line-strong px-2.5 text-xs font-medium text-muted hover:bg-hover hover:text-fg",
    isOn && "border-solid border-accent bg-accent-soft text-accent hover:bg-accent-soft hover:text-accent",
  );

/** The frame of a filter: its button, and a cross when it is on. */
export function Chip({
  isOn,
  clearLabel,
  onClear,
  children,
}: {
  isOn: boolean;
  clearLabel: string;
  onClear: () => void;
  children: ReactNode;
}) {
  return (
    <span className={cn("inline-flex shrink-0 items-center", chipLook(isOn), "px-0")}>
      {children}
      {isOn && (
        <button
          type="button"
          aria-label={clearLabel}
          title={clearLabel}
          onClick={onClear}
          className="mr-1 flex size-5 items-center justify-center rounded-full hover:bg-line"
        >
          <X aria-hidden className="size-3" />
        </button>
      )}
    </span>
  );
}

/** Passed as a trigger: Base UI adds its own props and ref. */
export function ChipButton({ label, chosen, ...rest }: { label: string; chosen: string | undefined }) {
  return (
    <button
      type="button"
      className={cn(
        "inline-flex h-full items-center gap-1 rounded-full pl-2.5",
        chosen === undefined ? "pr-2" : "pr-1",
      )}
      {...rest}
    >
      {label}
      {chosen === undefined ? (
        <ChevronDown aria-hidden className="size-3" />
      ) : (
        <span className="font-semibold">{chosen}</span>
      )}
    </button>
  );
}

/** A filter with a menu of its values; undefined means any. */
export function ChoiceFilter<T extends string>({
  label,
  value,
  options,
  onChange,
}: {
  label: string;
  value: T | undefined;
  options: readonly { value: T; label: string }[];
  onChange: (value: T | undefined) => void;
}) {
  const { t } = useTranslation();
  const chosen = options.find((option) => option.value === value);
  return (
    <Chip
      isOn={value !== undefined}
      clearLabel={t("filters.clear", { what: label })}
      onClear={() => onChange(undefined)}
    >
      <Menu label={label} trigger={<ChipButton label={label} chosen={chosen?.label} />}>
        <MenuChoice
          label={label}
          value={value ?? ""}
          options={[{ value: "", label: t("filters.any") }, ...options]}
          onChange={(next) => onChange(options.find((option) => option.value === next)?.value)}
        />
      </Menu>
    </Chip>
  );
}
