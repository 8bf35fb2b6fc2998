import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./App.tsx";
import { useViewState } from "./viewState.ts";
import "./styles/tokens.css";
import "./styles/base.css";

// Without this, a file dropped outside a drop area would replace the window.
for (const type of ["dragover", "drop"] as const) {
  window.addEventListener(type, (event) => event.preventDefault());
}

const root = document.getElementById("root");
if (root !== null) {
  const reactRoot = createRoot(root);
  // Before the first frame, so that the panes do not jump.
  void useViewState
    .getState()
    .read()
    .finally(() =>
      reactRoot.render(
        <StrictMode>
          <App />
        </StrictMode>,
      ),
    );
}
