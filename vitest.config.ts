import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["**/*.test.ts"],
    exclude: ["**/node_modules/**", "**/dist/**", "guards/fixtures/**"],
    globalSetup: ["./vitest.global-setup.ts"],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // Most files wait for servers, databases and browsers more than they compute: one worker per core leaves the cores idle.
    maxWorkers: Math.max(4, availableParallelism()),
    coverage: {
      provider: "v8",
      reporter: ["text-summary", "html", "json-summary"],
      include: ["engine/**/*.ts", "platform/**/*.ts", "features/**/*.ts"],
      exclude: ["**/*.test.ts", "**/fixtures/**", "**/*.generated.ts", "**/drizzle.config.ts"],
      // Per layer, so that a well tested one cannot hide another.
      thresholds: {
        "engine/**": { branches: 80 },
        "platform/**": { branches: 80 },
        "features/**": { branches: 80 },
      },
    },
  },
});
