import type { FallbackProps } from "react-error-boundary";
import { Button } from "./ui/Button.tsx";
import { classNames } from "./ui/classNames.ts";
import styles from "./ErrorFallback.module.css";

/** What stands in place of a part of the window that failed to draw; the draft is not in it. */
export function ErrorFallback({ error, resetErrorBoundary }: FallbackProps) {
  return (
    <div className={classNames(styles["broke"])} role="alert">
      <h2>This part of the window could not be drawn.</h2>
      <p>
        Your draft is kept, and nothing was pushed by this. Draw it again; if it fails once more,
        the text below helps to find out why.
      </p>
      <pre>{error instanceof Error ? `${error.name}: ${error.message}` : String(error)}</pre>
      <Button look="primary" onPress={resetErrorBoundary}>
        Draw it again
      </Button>
    </div>
  );
}
