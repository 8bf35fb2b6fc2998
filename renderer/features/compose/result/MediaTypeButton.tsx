import type { ReactNode } from "react";
import { Button as AriaButton, DialogTrigger } from "react-aria-components";
import { mediaTypes } from "../../../../shared/oci/mediaTypes.ts";
import type { ResultContent } from "../../../../shared/preview.ts";
import { Digest } from "../../../image/Digest.tsx";
import { classNames } from "../../../ui/classNames.ts";
import { DialogPopover } from "../../../ui/DialogPopover.tsx";
import { UntrustedText } from "../../../ui/UntrustedText.tsx";
import { describeCosts, formatReason } from "../indexOptions/describeFormat.ts";
import styles from "./ResultPane.module.css";

interface MediaTypeButtonProps {
  readonly content: ResultContent;
  /** The label. */
  readonly children: ReactNode;
}

/** The media type of the result; pressing it says why it is that, and what the index itself has. */
export function MediaTypeButton({ content, children }: MediaTypeButtonProps) {
  const { mediaType, artifactType, subject, dockerListCosts } = content;
  const reason = formatReason(content);
  return (
    <DialogTrigger>
      <AriaButton className={classNames(styles["type"])}>{children}</AriaButton>
      <DialogPopover
        label="Media type"
        className={styles["popover"]}
        contentClassName={styles["about"]}
        placement="bottom start"
      >
        <p>
          <UntrustedText text={mediaType} />
        </p>
        {reason !== "" && <p>{reason}</p>}
        {dockerListCosts !== undefined && (
          <p>{describeCosts(dockerListCosts, mediaType === mediaTypes.dockerList)}</p>
        )}
        {artifactType !== undefined && (
          <p>
            Artifact type <UntrustedText text={artifactType} />
          </p>
        )}
        {subject !== undefined && (
          <p>
            Subject <Digest digest={subject.digest} of="the subject" />
          </p>
        )}
      </DialogPopover>
    </DialogTrigger>
  );
}
