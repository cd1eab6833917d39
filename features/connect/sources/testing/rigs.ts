import { openHttpRig } from "../http/test-rig.ts";
import { openMillraceRig } from "../millrace/test-rig.ts";
import { openSingerRig } from "../singer/test-rig.ts";
import { openYotpoCoreRig } from "../yotpo-core/test-rig.ts";
import { openYotpoLoyaltyRig } from "../yotpo-loyalty/test-rig.ts";
import type { SourceRig } from "./rig.ts";

/** Every member before its simulator, for the contract test; a further member is one more line. */
export const rigs: readonly { name: string; open: () => Promise<SourceRig> }[] = [
  { name: "yotpo-loyalty", open: openYotpoLoyaltyRig },
  { name: "yotpo-core", open: openYotpoCoreRig },
  { name: "http", open: openHttpRig },
  { name: "singer", open: openSingerRig },
  { name: "millrace", open: openMillraceRig },
];
