import { useRouter } from "@tanstack/react-router";
import { useEffect } from "react";

/** After a navigation the focus goes to the new page's heading (a post's heading when one was opened), so that keyboard and screen reader go on from there. */
export function useFocusOnNavigation(): void {
  const router = useRouter();
  useEffect(
    () =>
      router.subscribe("onRendered", (event) => {
        if (!event.pathChanged || event.fromLocation === undefined || router.state.location.state.keepFocus === true) return;
        const headings = document.querySelectorAll<HTMLElement>("#main [data-page-heading]");
        headings.item(headings.length - 1)?.focus({ preventScroll: true });
      }),
    [router],
  );
}
