import { useCallback, useEffect, useRef, useState } from "react";
import { silenceShortcuts } from "./shortcuts.ts";

/** Whether a window is open, and its switch. Single-key shortcuts are off from the request to open it, not from its first paint. */
export function useWindow(): [isOpen: boolean, setOpen: (open: boolean) => void] {
  const [isOpen, setIsOpen] = useState(false);
  const release = useRef<(() => void) | null>(null);
  const setOpen = useCallback((open: boolean) => {
    if (open) release.current ??= silenceShortcuts();
    else {
      release.current?.();
      release.current = null;
    }
    setIsOpen(open);
  }, []);
  useEffect(
    () => () => {
      release.current?.();
      release.current = null;
    },
    [],
  );
  return [isOpen, setOpen];
}
