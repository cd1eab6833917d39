// Written by "npm run generate" from the folders beside it; do not edit.
import { createCsvProvider } from "./csv/provider.ts";
import { createMyToolsPlanProvider } from "./mytoolsplan/provider.ts";
import { createSemrushProvider } from "./semrush/provider.ts";
import { createSimilarwebProvider } from "./similarweb/provider.ts";

/** Every provider that ships, by the name of its folder: itself, or the function that makes it. */
export const siteProviderRegistry = {
  csv: createCsvProvider,
  mytoolsplan: createMyToolsPlanProvider,
  semrush: createSemrushProvider,
  similarweb: createSimilarwebProvider,
} as const;
