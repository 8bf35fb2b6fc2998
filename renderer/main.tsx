import { StrictMode } from "react";
import { flushSync } from "react-dom";
import { createRoot } from "react-dom/client";
import { ErrorBoundary, type FallbackProps } from "react-error-boundary";
import { App } from "./App.tsx";
import { ErrorFallback } from "./ErrorFallback.tsx";
import "./styles/tokens.css";
import "./styles/base.css";

// Without this, a file dropped outside a drop area would replace the window.
for (const type of ["dragover", "drop"] as const) {
  window.addEventListener(type, (event) => event.preventDefault());
}

/** Replaces the window if the frame of the views failed to render. */
function WindowFallback(props: FallbackProps) {
  return (
    <main>
      <ErrorFallback {...props} />
    </main>
  );
}

const root = document.getElementById("root");
if (root !== null) {
  const reactRoot = createRoot(root);
  // Within the evaluation of this module: Chromium keeps the compiled code of what ran until then for the next start.
  flushSync(() =>
    reactRoot.render(
      <StrictMode>
        <ErrorBoundary FallbackComponent={WindowFallback}>
          <App />
        </ErrorBoundary>
      </StrictMode>,
    ),
  );
}
