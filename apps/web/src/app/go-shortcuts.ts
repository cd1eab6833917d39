import { useNavigate } from "@tanstack/react-router";
import { useShortcuts } from "../shared/shortcuts.ts";
import { connectPages, housePages, operatePages, postPages, sitePages } from "./navigation.tsx";

/** "g" and then the page's letter. */
export function useGoShortcuts(): void {
  const navigate = useNavigate();
  useShortcuts(
    Object.fromEntries(
      [...postPages, ...sitePages, ...connectPages, ...operatePages, ...housePages].map((page) => [
        `g ${page.key}`,
        () => void navigate({ to: page.to }),
      ]),
    ),
  );
}
