import { Button } from "../../../ui/Button.tsx";
import { FailureNote } from "../../../ui/FailureNote.tsx";
import { Spinner } from "../../../ui/Spinner.tsx";
import { classNames } from "../../../ui/classNames.ts";
import styles from "./ManifestReadingNote.module.css";
import type { ManifestReading } from "./useManifestView.ts";

interface ManifestReadingNoteProps {
  readonly reading: Exclude<ManifestReading, { readonly kind: "read" }>;
  readonly onRetry: () => void;
}

/** That a manifest is being read, or why that failed. */
export function ManifestReadingNote({ reading, onRetry }: ManifestReadingNoteProps) {
  return reading.kind === "reading" ? (
    <p role="status" className={classNames(styles["reading"])}>
      <Spinner /> Reading the manifest and its config…
    </p>
  ) : (
    <FailureNote failure={reading.failure}>
      <Button small onPress={onRetry}>
        Try again
      </Button>
    </FailureNote>
  );
}
