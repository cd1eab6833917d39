import { houseSettings } from "@millrace/platform/config";
import { postsSettings } from "@millrace/posts/settings";

/** Every setting of the house and of its rooms: forms, API, command line and reference are made from this. */
export const allSettings = { ...houseSettings, ...postsSettings };
export type AllSettings = typeof allSettings;
