import { cn } from "./cn.ts";

/** Keys of a shortcut: "g p" is one key after the other. */
export function Kbd({ keys, inverted = false }: { keys: string; inverted?: boolean }) {
  return (
    <span className="inline-flex gap-0.5">
      {keys.split(" ").map((key, index) => (
        <kbd
          key={`${key}${index}`}
          className={cn(
            "inline-flex h-4.5 min-w-4.5 items-center justify-center rounded border px-1 font-sans text-2xs",
            inverted ? "border-current" : "border-line-strong bg-sunken text-muted",
          )}
        >
          {key}
        </kbd>
      ))}
    </span>
  );
}
