// Written by "npm run generate" from the folders beside it; do not edit.
import { createLinkedInDemoSource } from "./linkedin-demo/source.ts";
import { linkedInImportSource } from "./linkedin-import/source.ts";

/** Every source that ships, by the name of its folder: itself, or the function that makes it. */
export const sourceRegistry = {
  "linkedin-demo": createLinkedInDemoSource,
  "linkedin-import": linkedInImportSource,
} as const;
