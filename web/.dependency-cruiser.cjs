// The floor plan of the console, as ARCHITECTURE.md draws it: pages stand on shell and filter, these on ui and api.
const pages =
  "^src/(explore|message|campaigns|remediation|quarantine|links|protection|entries|investigations|alerts|submissions|audit|admin|account)/";

module.exports = {
  forbidden: [
    { name: "no-cycles", severity: "error", from: {}, to: { circular: true } },
    {
      name: "ui-knows-no-room",
      comment: "What is drawn everywhere knows neither the API nor a page.",
      severity: "error",
      from: { path: "^src/ui/" },
      to: { path: "^src/(?!ui/)" },
    },
    {
      name: "api-stands-alone",
      severity: "error",
      from: { path: "^src/api/" },
      to: { path: "^src/(?!api/)" },
    },
    {
      name: "shell-knows-no-page",
      severity: "error",
      from: { path: "^src/shell/" },
      to: { path: pages },
    },
    {
      name: "filter-knows-no-page",
      severity: "error",
      from: { path: "^src/filter/" },
      to: { path: pages },
    },
    {
      name: "generated-through-one-door",
      comment: "The generated client is set up in src/api; types may be named from anywhere.",
      severity: "error",
      from: { pathNot: "^src/api/" },
      to: { path: "^src/api/generated/client/" },
    },
  ],
  options: {
    tsConfig: { fileName: "tsconfig.json" },
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^src/api/generated/(core|client)/" },
    tsPreCompilationDeps: true,
  },
};
