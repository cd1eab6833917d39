import { useRouter } from "@tanstack/react-router";
import { useEffect } from "react";

/** After a navigation the focus goes to the new page's heading so that keyboard and screen reader go on from there. */
export function useFocusOnNavigation(): void {
  const router = useRouter();
  useEffect(
    () =>
      router.subscribe("onRendered", (event) => {
        if (
          !event.pathChanged ||
          event.fromLocation === undefined ||
          router.state.location.state.keepFocus === true
        )
          return;
        // An open post takes the focus itself once it is read.
        if (router.state.matches.some((match) => "postId" in match.params)) return;
        document.querySelector<HTMLElement>("#main [data-page-heading]")?.focus({ preventScroll: true });
      }),
    [router],
  );
}
