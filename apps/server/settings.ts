import { connectSettings } from "@millrace/connect/settings";
import { houseSettings } from "@millrace/platform/config";
import { postsSettings } from "@millrace/posts/settings";
import { sitesSettings } from "@millrace/sites/settings";

/** Every setting of the house and of its rooms: forms, API, command line and reference are made from this. */
export const allSettings = { ...houseSettings, ...postsSettings, ...sitesSettings, ...connectSettings };
export type AllSettings = typeof allSettings;
