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

/** The longest name with its tag that is shown whole. */
const maxTailLength = 48;

/** The shortest name to leave of a name that is shortened for its tag. */
const minNameLength = 6;

/** Shortens a name with its tag in the name, since the tag tells references apart. Only a longer tag is shortened too. */
function shortenTail(tail: string): string {
  const tagStart = tail.lastIndexOf(":");
  const nameLength = maxTailLength - (tail.length - tagStart);
  return tagStart < 0 || nameLength < minNameLength
    ? shortenMiddle(tail, maxTailLength)
    : shortenMiddle(tail.slice(0, tagStart), nameLength) + tail.slice(tagStart);
}

interface ReferenceTextProps {
  readonly text: string;
  /** What is never cut off, on more than one line if necessary: the name with the tag, or all of it. */
  readonly keeps?: "tag" | "all";
}

/** A reference on one line. In a narrow space its host and path are cut off first; its name and tag stay readable. */
export function ReferenceText({ text, keeps }: ReferenceTextProps) {
  if (keeps === "all") {
    return (
      <span className={classNames(styles["wrapping"])}>
        <UntrustedText text={text} />
      </span>
    );
  }
  if (text.startsWith("{")) {
    return (
      <span className={classNames(styles["reference"])} title={escapeInvisible(text)}>
        <span className={classNames(styles["json"])}>
          <UntrustedText text={text.replaceAll(/\s+/g, " ")} />
        </span>
      </span>
    );
  }
  // Not a tag of hexadecimal digits, such as the id of a commit.
  const short = text.replace(/(?<=^|@)sha\d{3}:[0-9a-f]{64,}/, (digest) => shortDigest(digest));
  const start = tailStart(short);
  const tail = short.slice(start);
  return (
    <span className={classNames(styles["reference"])} title={escapeInvisible(text)}>
      <span className={classNames(styles["head"])}>
        <UntrustedText text={short.slice(0, start)} />
      </span>
      <span className={classNames(styles["tail"], keeps === "tag" && styles["wrapping"])}>
        <UntrustedText text={keeps === "tag" ? tail : shortenTail(tail)} />
      </span>
    </span>
  );
}
