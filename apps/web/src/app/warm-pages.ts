import { router } from "./router.tsx";

/** Wait before the other pages are fetched, so that they never compete with the first one. */
const settleMs = 2500;

interface Preloadable {
  preload?: () => Promise<void> | undefined;
}

/** Fetches the code of all pages once the first one stands: every navigation is then instant, and works while the server restarts. */
export function warmPages(): void {
  setTimeout(() => {
    for (const route of Object.values(router.routesById)) {
      const component = route.options.component as Preloadable | undefined;
      // Never rejects: a page that cannot be fetched now is fetched again, and its failure shown, when somebody goes there.
      void component?.preload?.();
    }
  }, settleMs);
}
