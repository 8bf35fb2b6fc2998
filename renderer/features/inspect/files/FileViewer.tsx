import { X } from "lucide-react";
import { useMemo } from "react";
import { Button, IconButton } from "../../../ui/Button.tsx";
import { classNames } from "../../../ui/classNames.ts";
import { FailureNote } from "../../../ui/FailureNote.tsx";
import { formatBytes } from "../../../ui/format.ts";
import { JsonViewer } from "../../../ui/json/JsonViewer.tsx";
import { ProgressLine } from "../../../ui/ProgressLine.tsx";
import { UntrustedText } from "../../../ui/UntrustedText.tsx";
import { hexDump } from "../raw/hexDump.ts";
import styles from "./FilesSection.module.css";
import { type ShownFile, useFiles } from "./filesStore.ts";

interface FileViewerProps {
  /** The key of the page in the store. */
  readonly page: string;
  readonly shown: ShownFile;
}

/** The start of a file: its text, or its bytes in hexadecimal. */
export function FileViewer({ page, shown }: FileViewerProps) {
  const { hide, show } = useFiles.getState();
  const content = shown.kind === "read" ? shown.content.content : undefined;
  const text = useMemo(() => {
    if (content?.kind === "bytes") {
      return hexDump(Uint8Array.from(atob(content.base64), (each) => each.charCodeAt(0)));
    }
    return content?.text ?? "";
  }, [content]);
  const close = (
    <IconButton label="Close the file" onPress={() => hide(page)}>
      <X size={13} aria-hidden />
    </IconButton>
  );
  return (
    <section aria-label="File" className={classNames(styles["viewer"])}>
      {shown.kind === "reading" && (
        <div className={classNames(styles["progress"])}>
          <ProgressLine label={shown.message ?? "Reading the file…"} done={0} total={0} />
          <Button small onPress={() => hide(page)}>
            Stop
          </Button>
        </div>
      )}
      {shown.kind === "failed" && (
        <div className={classNames(styles["notes"])}>
          <FailureNote failure={shown.failure}>
            <Button small onPress={() => show(page, shown.node)}>
              Try again
            </Button>
            <Button small onPress={() => hide(page)}>
              Close
            </Button>
          </FailureNote>
        </div>
      )}
      {shown.kind === "read" && (
        <JsonViewer label="Content of the file" text={text} actions={close}>
          <span className={classNames(styles["viewed"])}>
            <UntrustedText text={`/${shown.content.path}`} />
          </span>
          <span>
            {shown.content.shown < shown.content.size
              ? `the first ${formatBytes(shown.content.shown)} of ${formatBytes(shown.content.size)}; Save… saves all`
              : formatBytes(shown.content.size)}
          </span>
        </JsonViewer>
      )}
    </section>
  );
}
