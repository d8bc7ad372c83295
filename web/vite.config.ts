import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

// `CLAWBACK_URL` is the server that `./run console --dev` talks to.
const server = process.env["CLAWBACK_URL"] ?? "http://127.0.0.1:8025";

export default defineConfig({
  plugins: [react()],
  build: {
    outDir: "../src/clawback/api/console_files",
    emptyOutDir: true,
    target: "es2022",
    assetsInlineLimit: 0, // the content security policy takes nothing inline
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 700, // all of it together is measured by a test
  },
  resolve: { alias: { "~": new URL("./src", import.meta.url).pathname } },
  css: { modules: { localsConvention: "camelCaseOnly" } },
  test: { isolate: false }, // tests of pure functions: nothing of one file is there for the next
  server: { proxy: { "/api": { target: server, changeOrigin: false } } },
});
