import "./ui/tokens.css";
import "./ui/page.css";

import { CSPProvider } from "@base-ui/react/csp-provider";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";

import { prepareClient, queryClient } from "./api/client";
import { router } from "./routes";
import { nonce } from "./shell/nonce";
import { paint } from "./shell/preferences";
import { Toasts } from "./shell/Toasts";
import { keepFocus } from "./ui/focus";

prepareClient();
paint();
keepFocus();

const root = document.getElementById("root");
if (root) {
  createRoot(root).render(
    <StrictMode>
      <CSPProvider nonce={nonce()}>
        <QueryClientProvider client={queryClient}>
          <RouterProvider router={router} />
          <Toasts />
        </QueryClientProvider>
      </CSPProvider>
    </StrictMode>,
  );
}
