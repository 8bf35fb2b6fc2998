import { Download, Eye } from "lucide-react";
import { countOf } from "../../../../shared/countOf.ts";
import type { FileRow } from "../../../../shared/layerFiles.ts";
import { Digest } from "../../../image/Digest.tsx";
import { Button } from "../../../ui/Button.tsx";
import { classNames } from "../../../ui/classNames.ts";
import { CopyButton } from "../../../ui/CopyButton.tsx";
import { formatBytes, shortenMiddle } from "../../../ui/format.ts";
import { UntrustedText } from "../../../ui/UntrustedText.tsx";
import styles from "./FilesSection.module.css";
import { useFiles } from "./filesStore.ts";
import { formatMode, formatMtime, kindNames } from "./formatFile.ts";

interface FileDetailsProps {
  /** The key of the page in the store. */
  readonly page: string;
  readonly row: FileRow;
  readonly path: string;
}

/** The selected file: its path, what is known of it, and what can be done with it. */
export function FileDetails({ page, row, path }: FileDetailsProps) {
  const { show, save, setDisplay } = useFiles.getState();
  const { kind, size, mode, mtime, digest, node } = row;
  const hasContent = kind === "file" || kind === "hardlink";
  return (
    <section aria-label="Selected file" className={classNames(styles["details"])}>
      <div className={classNames(styles["path"])} data-selectable>
        <UntrustedText text={shortenMiddle(`/${path}`, 2000)} />
      </div>
      <div className={classNames(styles["facts"])}>
        <span>{kindNames[kind]}</span>
        <span>{formatBytes(size)}</span>
        {kind === "folder" && <span>{countOf(row.files, "file")}</span>}
        {mode !== undefined && (
          <span>
            {formatMode(kind, mode)} {row.uid}:{row.gid}
          </span>
        )}
        {mtime !== undefined && <span>{formatMtime(mtime)} UTC</span>}
        {digest !== undefined && <Digest digest={digest} of="the file" />}
        <span className={classNames(styles["actions"])}>
          <CopyButton text={`/${path}`} label="Copy path" />
          {kind === "folder" && (
            <Button small onPress={() => setDisplay(page, "picture", node)}>
              Sizes
            </Button>
          )}
          {hasContent && (
            <Button small onPress={() => show(page, node)}>
              <Eye size={13} aria-hidden /> View
            </Button>
          )}
          {hasContent && (
            <Button small onPress={() => save(page, node)}>
              <Download size={13} aria-hidden /> Save…
            </Button>
          )}
        </span>
      </div>
    </section>
  );
}
