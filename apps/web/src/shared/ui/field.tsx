import { useId, type ComponentProps, type ReactNode } from "react";
import { cn } from "./cn.ts";

export const inputLook =
  "h-8 w-full rounded-md border border-line-strong bg-panel px-2.5 text-ui text-fg placeholder:text-faint focus-visible:outline-offset-0";

export function Input({ className, ...rest }: ComponentProps<"input">) {
  return <input className={cn(inputLook, className)} {...rest} />;
}

export function Select({ className, ...rest }: ComponentProps<"select">) {
  return <select className={cn(inputLook, "pr-8", className)} {...rest} />;
}

/** A label, its control and its hint or error, tied together for screen readers. */
export function Field({
  label,
  hint,
  error,
  children,
}: {
  label: string;
  hint?: ReactNode;
  error?: string | undefined;
  children: (ids: { id: string; "aria-describedby": string; "aria-invalid": boolean }) => ReactNode;
}) {
  const id = useId();
  return (
    <div className="grid gap-1 py-1.5">
      <label htmlFor={id} className="text-ui font-medium">
        {label}
      </label>
      {children({ id, "aria-describedby": `${id}-hint`, "aria-invalid": error !== undefined })}
      <p id={`${id}-hint`} className={cn("text-xs", error === undefined ? "text-faint" : "text-bad")}>
        {error ?? hint}
      </p>
    </div>
  );
}

export function Checkbox({ className, ...rest }: Omit<ComponentProps<"input">, "type">) {
  return (
    <input
      type="checkbox"
      className={cn("size-4 cursor-pointer rounded accent-accent", className)}
      {...rest}
    />
  );
}
