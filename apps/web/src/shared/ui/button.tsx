import { Button as BaseButton } from "@base-ui/react/button";
import { cva, type VariantProps } from "class-variance-authority";
import type { ComponentProps } from "react";
import { cn } from "./cn.ts";

export const buttonLook = cva(
  "inline-flex shrink-0 select-none items-center justify-center gap-1.5 whitespace-nowrap rounded-md text-ui font-medium transition-colors disabled:pointer-events-none disabled:opacity-50 [&_svg]:size-4 [&_svg]:shrink-0",
  {
    variants: {
      look: {
        primary: "bg-accent text-on-accent hover:opacity-90",
        plain: "border border-line-strong bg-panel text-fg hover:bg-hover",
        ghost: "text-muted hover:bg-hover hover:text-fg data-[popup-open]:bg-hover data-[popup-open]:text-fg",
        danger: "bg-bad text-panel hover:opacity-90",
      },
      size: {
        normal: "h-8 px-3",
        small: "h-7 px-2",
        icon: "size-8",
        iconSmall: "size-7",
      },
    },
    defaultVariants: { look: "plain", size: "normal" },
  },
);

export function Button({
  className,
  look,
  size,
  ...rest
}: Omit<ComponentProps<typeof BaseButton>, "className"> & { className?: string } & VariantProps<
    typeof buttonLook
  >) {
  return <BaseButton className={cn(buttonLook({ look, size }), className)} {...rest} />;
}
