import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";

/** sonner writes a `<style>` tag when it is imported, which our CSP (no unsafe-inline) blocks; we import its stylesheet instead. */
function withoutRuntimeStyles(): Plugin {
  const injector = "function __insertCSS(code) {";
  return {
    name: "millrace:without-runtime-styles",
    transform(code, id) {
      if (!id.includes("/sonner/dist/index.mjs")) return null;
      if (!code.includes(injector))
        this.error("sonner changed how it injects its style: update withoutRuntimeStyles in vite.config.ts");
      return { code: code.replace(injector, `${injector} return;`), map: null };
    },
  };
}

export default defineConfig({
  plugins: [react(), tailwindcss(), withoutRuntimeStyles()],
  optimizeDeps: { exclude: ["sonner"] },
  // Files below the limit would become data: URLs, which the CSP allows for images only.
  build: { assetsInlineLimit: 0, target: "es2023" },
  server: { port: 4401, proxy: { "/api": "http://127.0.0.1:4400", "/health": "http://127.0.0.1:4400" } },
});
