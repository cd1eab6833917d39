import { useEffect, useState } from "react";

/** Milliseconds since the epoch, refreshed every second while `isOn`; for what counts up or down under the reader's eyes. */
export function useTicking(isOn: boolean): number {
  const [nowMs, setNowMs] = useState(() => Date.now());
  useEffect(() => {
    if (!isOn) return;
    const timer = setInterval(() => setNowMs(Date.now()), 1000);
    return () => clearInterval(timer);
  }, [isOn]);
  return nowMs;
}
