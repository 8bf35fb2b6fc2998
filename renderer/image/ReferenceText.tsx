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

/** The name with its tag or digest. In a very narrow space, the name is cut off before the tag. */
function Tail({ text }: { readonly text: string }) {
  const at = text.search(/[:@]/);
  const end = at < 1 ? text.length : at;
  return (
    <span className={classNames(styles["tail"], styles["parts"])}>
      <span className={classNames(styles["name"])}>
        <UntrustedText text={text.slice(0, end)} />
      </span>
      <span className={classNames(styles["tag"])}>
        <UntrustedText text={text.slice(end)} />
      </span>
    </span>
  );
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
      {keeps === "tag" ? (
        <span className={classNames(styles["tail"], styles["wrapping"])}>
          <UntrustedText text={tail} />
        </span>
      ) : (
        <Tail text={shortTail} />
      )}
    </span>
  );
}
