import "./styles.css";
import { CSPProvider } from "@base-ui/react/csp-provider";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { followConnect } from "../connect/live.ts";
import { followOperate } from "../operate/live.ts";
import { followPosts } from "../posts/live.ts";
import { followSites } from "../sites/live.ts";
import { followScraping } from "../sites/scraping-live.ts";
import { startTranslation } from "../shared/i18n/index.ts";
import { queryClient } from "../shared/query-client.ts";
import { watchSettings } from "../shared/settings.ts";
import { TooltipProvider } from "../shared/ui/tooltip.tsx";
import { router } from "./router.tsx";
import { warmPages } from "./warm-pages.ts";

watchSettings();
startTranslation();
followPosts(queryClient);
followOperate(queryClient);
followScraping(queryClient);
followSites(queryClient);
followConnect(queryClient);

const root = document.getElementById("root");
if (root === null) throw new Error("index.html has no #root");
createRoot(root).render(
  <StrictMode>
    <CSPProvider disableStyleElements>
      <QueryClientProvider client={queryClient}>
        <TooltipProvider delay={400}>
          <RouterProvider router={router} />
        </TooltipProvider>
      </QueryClientProvider>
    </CSPProvider>
  </StrictMode>,
);
warmPages();
