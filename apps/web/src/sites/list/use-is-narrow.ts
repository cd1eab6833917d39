import { useSyncExternalStore } from "react";

/** Tailwind's `sm`. */
const narrow = typeof window === "undefined" ? null : window.matchMedia("(width < 40rem)");

/** Whether the window is as narrow as a phone's. */
export function useIsNarrow(): boolean {
  return useSyncExternalStore(
    (listener) => {
      narrow?.addEventListener("change", listener);
      return () => narrow?.removeEventListener("change", listener);
    },
    () => narrow?.matches ?? false,
  );
}
