// Written by "npm run generate" from the folders beside it; do not edit.
import { httpSource } from "./http/source.ts";
import { createMillraceSource } from "./millrace/source.ts";
import { singerSource } from "./singer/source.ts";
import { yotpoCoreSource } from "./yotpo-core/source.ts";
import { yotpoLoyaltySource } from "./yotpo-loyalty/source.ts";

/** Every connect-source that ships, by the name of its folder: itself, or the function that makes it. */
export const connectSourceRegistry = {
  http: httpSource,
  millrace: createMillraceSource,
  singer: singerSource,
  "yotpo-core": yotpoCoreSource,
  "yotpo-loyalty": yotpoLoyaltySource,
} as const;
