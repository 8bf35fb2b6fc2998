import { createContext, useContext } from "react";
import { Button, Tooltip, TooltipTrigger } from "react-aria-components";
import { classNames } from "../ui/classNames.ts";
import { useCopyText } from "../ui/useCopyText.ts";
import { shortDigest } from "./shortDigest.ts";
import styles from "./Digest.module.css";
import { escapeInvisible } from "../ui/escapeInvisible.ts";

interface DigestProps {
  readonly digest: string;
  /** What the digest is of, for those who do not see where it stands. */
  readonly of?: string;
}

/** Whether digests stand in full where they are: asked for in a review. */
export const FullDigests = createContext(false);

/** A digest shortened in the middle: whole on hover and focus, copied by a click. */
export function Digest({ digest, of }: DigestProps) {
  const { state, copy } = useCopyText();
  const isFull = useContext(FullDigests);
  const short = isFull ? digest : shortDigest(digest);
  return (
    <TooltipTrigger delay={300} closeDelay={50}>
      <Button
        className={classNames(
          styles["digest"],
          isFull && styles["full"],
          state === "copied" && styles["copied"],
        )}
        aria-label={`Copy digest ${short}${of === undefined ? "" : ` of ${escapeInvisible(of)}`}`}
        onPress={() => copy(digest)}
      >
        {short}
      </Button>
      <Tooltip className={classNames(styles["tooltip"])} offset={4}>
        <span className={classNames(styles["whole"])}>{digest}</span>
        <span>
          {state === "copied"
            ? "Copied"
            : state === "failed"
              ? "Could not copy: select it in the JSON instead"
              : "Click to copy"}
        </span>
      </Tooltip>
    </TooltipTrigger>
  );
}

/** A digest in a line of text: short, or in full where that was asked for. */
export function DigestText({ digest }: { readonly digest: string }) {
  const isFull = useContext(FullDigests);
  return <span title={digest}>{isFull ? digest : shortDigest(digest)}</span>;
}
