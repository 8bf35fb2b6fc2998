import type { FallbackProps } from "react-error-boundary";
import { Button } from "./ui/Button.tsx";
import { classNames } from "./ui/classNames.ts";
import styles from "./ErrorFallback.module.css";

/** Replaces a view that failed to render. */
export function ErrorFallback({ error, resetErrorBoundary }: FallbackProps) {
  return (
    <div className={classNames(styles["fallback"])} role="alert">
      <h2>Something went wrong in this view.</h2>
      <p>
        Your draft is safe, and this error pushed nothing. Reload the view. If it fails again,
        report it with Help › Copy Diagnostics and the text below.
      </p>
      <pre>{error instanceof Error ? `${error.name}: ${error.message}` : String(error)}</pre>
      <Button look="primary" onPress={resetErrorBoundary}>
        Reload view
      </Button>
    </div>
  );
}
