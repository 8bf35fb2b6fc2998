import { TriangleAlert } from "lucide-react";
import { Button as AriaButton, Dialog, DialogTrigger, Popover } from "react-aria-components";
import type { ResultContent } from "../../../../shared/preview.ts";
import { Digest } from "../../../image/Digest.tsx";
import { mediaTypeName } from "../../../image/mediaTypeName.ts";
import { classNames } from "../../../ui/classNames.ts";
import { countOf, formatBytes } from "../../../ui/format.ts";
import { Spinner } from "../../../ui/Spinner.tsx";
import { AttestationProgress } from "./AttestationProgress.tsx";
import { FindingNote } from "./FindingNote.tsx";
import styles from "./ResultPane.module.css";
import { useCompose } from "../composeStore.ts";
import { useMissingCount } from "./useContent.ts";
import { useAllFindings } from "./useFindings.ts";
import { useLostCount } from "../losses/useLosses.ts";
import { escapeInvisible } from "../../../ui/escapeInvisible.ts";

/** How many findings there are; pressed, all of them in one place. */
function FindingCount() {
  const findings = useAllFindings();
  if (findings.length === 0) {
    return null;
  }
  const warns = findings.some(({ severity }) => severity === "warning");
  return (
    <DialogTrigger>
      <AriaButton className={classNames(styles["count"], warns && styles["warns"])}>
        {warns && <TriangleAlert size={13} aria-hidden />}
        {countOf(findings.length, "finding")}
      </AriaButton>
      <Popover className={classNames(styles["popover"])} placement="bottom end">
        <Dialog aria-label="Findings" className={classNames(styles["findings"])}>
          {findings.map((finding) => (
            <FindingNote key={finding.code + finding.message} finding={finding} />
          ))}
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}

/** How much would be left behind: the report below says what. */
function LossCount() {
  const count = useLostCount();
  return count === 0 ? null : (
    <span className={classNames(styles["loses"])}>loses {countOf(count, "thing")}</span>
  );
}

function platformsOf(content: ResultContent): number {
  return new Set(
    content.rows.flatMap((row) => (row.kept && row.platform !== undefined ? [row.platform] : [])),
  ).size;
}

/** What the result is, in one line: kind, platforms, digest, size, findings. */
export function ResultHeader({ content }: { readonly content: ResultContent | undefined }) {
  const status = useCompose((state) => state.previewStatus);
  const checking = useCompose((state) => state.checking);
  const missing = useMissingCount();
  return (
    <div className={classNames(styles["head"])}>
      {content !== undefined && (
        <span title={escapeInvisible(content.mediaType)}>
          {mediaTypeName(content.mediaType)} · {countOf(platformsOf(content), "platform")}
        </span>
      )}
      <FindingCount />
      {content !== undefined && <LossCount />}
      <span className={classNames(styles["gap"])} />
      {checking !== null ? (
        <AttestationProgress checking={checking} />
      ) : status === "working" ? (
        <span className={classNames(styles["working"])}>
          <Spinner /> Working out…
        </span>
      ) : (
        content !== undefined && (
          <>
            {missing > 0 && (
              <span className={classNames(styles["loses"])}>
                without {countOf(missing, "source")}
              </span>
            )}
            {content.carbonCopy && (
              <span title="The bytes of the source, untouched: the digest stays the same.">
                unchanged copy
              </span>
            )}
            <Digest digest={content.digest} of="the result" />
            <span className={classNames(styles["size"])}>{formatBytes(content.size)}</span>
          </>
        )
      )}
    </div>
  );
}
