import { createContext, useContext } from "react";
import { classNames } from "../ui/classNames.ts";
import { useCopyText } from "../ui/useCopyText.ts";
import { shortDigest } from "./shortDigest.ts";
import styles from "./Digest.module.css";
import { escapeInvisible } from "../ui/escapeInvisible.ts";

interface DigestProps {
  readonly digest: string;
  /** What the digest identifies, for the accessible name. */
  readonly of?: string;
}

const notes = {
  idle: "Click to copy",
  copied: "Copied",
  failed: "Could not copy",
} as const;

/** Whether digests below this provider are shown in full. */
export const FullDigests = createContext(false);

/** A digest shortened in the middle. Hover and focus show it in full, a click copies it. */
export function Digest({ digest, of }: DigestProps) {
  const { state, copy } = useCopyText();
  const isFull = useContext(FullDigests);
  const short = isFull ? digest : shortDigest(digest);
  return (
    <button
      type="button"
      className={classNames(
        styles["digest"],
        isFull && styles["full"],
        state === "copied" && styles["copied"],
      )}
      aria-label={`Copy digest ${short}${of === undefined ? "" : ` of ${escapeInvisible(of)}`}`}
      data-tip={digest}
      data-tip-note={notes[state]}
      data-tip-code
      onClick={() => copy(digest)}
    >
      {short}
    </button>
  );
}

/** A digest as text: shortened, or in full below `FullDigests`. */
export function DigestText({ digest }: { readonly digest: string }) {
  const isFull = useContext(FullDigests);
  return (
    <span title={digest} className={classNames(!isFull && styles["short"])}>
      {isFull ? digest : shortDigest(digest)}
    </span>
  );
}
