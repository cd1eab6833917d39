import manifest from "./package.json" with { type: "json" };

/** Version of the product, from the one place that holds it. */
export const version: string = manifest.version;
