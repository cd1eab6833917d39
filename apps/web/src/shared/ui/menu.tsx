import { Menu as Base } from "@base-ui/react/menu";
import { Check } from "lucide-react";
import type { ComponentProps, ReactElement, ReactNode } from "react";
import { cn } from "./cn.ts";

const item =
  "flex min-h-8 cursor-default select-none items-center gap-2 rounded-sm px-2 text-ui outline-none data-[highlighted]:bg-hover data-[disabled]:opacity-50 [&_svg]:size-4 [&_svg]:shrink-0 [&_svg]:text-faint";

/** A button that opens a list of actions or choices. */
export function Menu({
  trigger,
  children,
  align = "start",
  label,
}: {
  trigger: ReactElement<Record<string, unknown>>;
  children: ReactNode;
  align?: "start" | "end";
  label?: string;
}) {
  return (
    <Base.Root>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner sideOffset={4} align={align} className="z-40">
          <Base.Popup
            aria-label={label}
            className="max-h-(--available-height) min-w-44 overflow-y-auto rounded-lg border border-line bg-panel p-1 shadow-pop outline-none"
          >
            {children}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

export function MenuLink(props: Omit<ComponentProps<typeof Base.LinkItem>, "className">) {
  return <Base.LinkItem closeOnClick className={item} {...props} />;
}

/** Something to do, in a menu. */
export function MenuButton(props: Omit<ComponentProps<typeof Base.Item>, "className">) {
  return <Base.Item className={item} {...props} />;
}

/** One choice of several; `value` is "" for "any". */
export function MenuChoice({
  label,
  value,
  options,
  onChange,
}: {
  label: string;
  value: string;
  options: readonly { value: string; label: ReactNode; hint?: ReactNode }[];
  onChange: (value: string) => void;
}) {
  return (
    <Base.RadioGroup value={value} onValueChange={(next: string) => onChange(next)} aria-label={label}>
      {options.map((option) => (
        <Base.RadioItem key={option.value} value={option.value} closeOnClick className={cn(item, "pr-3")}>
          <span className="flex size-4 items-center justify-center">
            <Base.RadioItemIndicator>
              <Check aria-hidden />
            </Base.RadioItemIndicator>
          </span>
          <span className="flex-1">{option.label}</span>
          {option.hint !== undefined && (
            <span className="text-xs text-faint tabular-nums">{option.hint}</span>
          )}
        </Base.RadioItem>
      ))}
    </Base.RadioGroup>
  );
}
