import { TriangleAlert } from "lucide-react";
import { useState } from "react";
import { Button as AriaButton, DialogTrigger } from "react-aria-components";
import type { ResultContent } from "../../../../shared/preview.ts";
import { Digest } from "../../../image/Digest.tsx";
import { countPlatforms } from "../../../image/countPlatforms.ts";
import { mediaTypeName } from "../../../image/mediaTypeName.ts";
import { classNames } from "../../../ui/classNames.ts";
import { DialogPopover } from "../../../ui/DialogPopover.tsx";
import { formatBytes } from "../../../ui/format.ts";
import { countOf } from "../../../../shared/countOf.ts";
import { Spinner } from "../../../ui/Spinner.tsx";
import { useCompose } from "../composeStore.ts";
import { useLostCount } from "../losses/useLosses.ts";
import { AttestationProgress } from "./AttestationProgress.tsx";
import { FindingList } from "./FindingNotes.tsx";
import { MediaTypeButton } from "./MediaTypeButton.tsx";
import styles from "./ResultPane.module.css";
import { useMissingCount } from "./useContent.ts";
import { useAllFindings } from "./useFindings.ts";

/** The number of findings; pressing it lists all of them. Hints count only if there is nothing else. */
function FindingCount() {
  const findings = useAllFindings();
  const [isOpen, setOpen] = useState(false);
  const counted = findings.filter(({ severity }) => severity !== "hint");
  const hasWarning = findings.some(({ severity }) => severity === "warning");
  // The list stays open when its last finding is fixed, so that the focus has a place.
  if (findings.length === 0 && !isOpen) {
    return null;
  }
  return (
    <DialogTrigger isOpen={isOpen} onOpenChange={setOpen}>
      <AriaButton className={classNames(styles["count"], hasWarning && styles["warning"])}>
        {hasWarning && <TriangleAlert size={13} aria-hidden />}
        {counted.length > 0 || findings.length === 0
          ? countOf(counted.length, "finding")
          : countOf(findings.length, "hint")}
      </AriaButton>
      <DialogPopover
        label="Findings"
        className={styles["popover"]}
        contentClassName={styles["findings"]}
        placement="bottom end"
      >
        {findings.length === 0 && <p role="status">No findings left.</p>}
        <FindingList findings={findings} />
      </DialogPopover>
    </DialogTrigger>
  );
}

/** The number of losses; LossReport lists them. */
function LossCount() {
  const count = useLostCount();
  return count === 0 ? null : (
    <span className={classNames(styles["drops"])}>drops {countOf(count, "item")}</span>
  );
}

/** The digest and size of the result, and how it was made. */
function ContentSummary({ content }: { readonly content: ResultContent }) {
  const missing = useMissingCount();
  return (
    <>
      {missing > 0 && (
        <span className={classNames(styles["drops"])}>without {countOf(missing, "source")}</span>
      )}
      {content.carbonCopy && (
        <span title="Copied unchanged; digest preserved.">unchanged copy</span>
      )}
      <span className={classNames(styles["identity"])}>
        <Digest digest={content.digest} of="the result" />
        <span>{formatBytes(content.size)}</span>
      </span>
    </>
  );
}

/** How far the preview is, or a summary of its content. */
function PreviewState({ content }: { readonly content: ResultContent | undefined }) {
  const status = useCompose((state) => state.previewStatus);
  const progress = useCompose((state) => state.attestationProgress);
  if (progress !== undefined) {
    return <AttestationProgress progress={progress} />;
  }
  if (status === "working") {
    return (
      <span className={classNames(styles["computing"])}>
        <Spinner /> Computing…
      </span>
    );
  }
  return content === undefined ? null : <ContentSummary content={content} />;
}

/** One line about the result: media type, platforms, findings, losses, digest, size. */
export function ResultHeader({ content }: { readonly content: ResultContent | undefined }) {
  return (
    <div className={classNames(styles["head"])}>
      {content !== undefined && (
        <MediaTypeButton content={content}>
          {mediaTypeName(content.mediaType)} ·{" "}
          {countOf(countPlatforms(content.rows.filter(({ kept }) => kept)), "platform")}
        </MediaTypeButton>
      )}
      <FindingCount />
      {content !== undefined && <LossCount />}
      <span className={classNames(styles["spacer"])} />
      <PreviewState content={content} />
    </div>
  );
}
