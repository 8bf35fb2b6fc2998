import { classNames } from "../ui/classNames.ts";
import { shortenMiddle } from "../ui/format.ts";
import { shortDigest } from "./shortDigest.ts";
import styles from "./ReferenceText.module.css";
import { UntrustedText } from "../ui/UntrustedText.tsx";
import { escapeInvisible } from "../ui/escapeInvisible.ts";

/** Returns the position after the last slash outside the digest, where the most specific part of a reference starts. */
function tailStart(text: string): number {
  const at = text.indexOf("@");
  return Math.max(text.lastIndexOf("/", at < 0 ? undefined : at), text.lastIndexOf("\\", at)) + 1;
}

/** A reference on one line. In a narrow space its host and path are cut off first; its name and tag stay readable. */
export function ReferenceText({ text }: { readonly text: string }) {
  if (text.startsWith("{")) {
    return (
      <span className={classNames(styles["reference"])} title={escapeInvisible(text)}>
        <span className={classNames(styles["json"])}>
          <UntrustedText text={text.replaceAll(/\s+/g, " ")} />
        </span>
      </span>
    );
  }
  // The lookbehind limits matching to word starts; otherwise a long word would take quadratic time.
  const short = text.replace(/(?<![a-z0-9])[a-z0-9]+:[0-9a-f]{32,}/, (digest) =>
    shortDigest(digest),
  );
  const start = tailStart(short);
  return (
    <span className={classNames(styles["reference"])} title={escapeInvisible(text)}>
      <span className={classNames(styles["head"])}>
        <UntrustedText text={short.slice(0, start)} />
      </span>
      <span className={classNames(styles["tail"])}>
        <UntrustedText text={shortenMiddle(short.slice(start), 48)} />
      </span>
    </span>
  );
}
