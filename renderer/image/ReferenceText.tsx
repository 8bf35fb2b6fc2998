import { classNames } from "../ui/classNames.ts";
import { referenceParts } from "./referenceParts.ts";
import styles from "./ReferenceText.module.css";
import { UntrustedText } from "../ui/UntrustedText.tsx";
import { escapeInvisible } from "../ui/escapeInvisible.ts";

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
  const { head, tail, shortTail } = referenceParts(text);
  return (
    <span className={classNames(styles["reference"])} title={escapeInvisible(text)}>
      <span className={classNames(styles["head"])}>
        <UntrustedText text={head} />
      </span>
      <span className={classNames(styles["tail"], keeps === "tag" && styles["wrapping"])}>
        <UntrustedText text={keeps === "tag" ? tail : shortTail} />
      </span>
    </span>
  );
}
