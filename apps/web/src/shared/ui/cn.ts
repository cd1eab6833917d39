import { clsx, type ClassValue } from "clsx";
import { extendTailwindMerge } from "tailwind-merge";

/** Our own text sizes; without this list they would be taken for colours. */
const merge = extendTailwindMerge({ extend: { theme: { text: ["2xs", "ui"] } } });

/** Joins class names; of two Tailwind classes for the same property the later wins. */
export function cn(...names: ClassValue[]): string {
  return merge(clsx(names));
}
