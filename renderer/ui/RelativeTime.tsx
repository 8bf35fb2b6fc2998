import { useState } from "react";
import { classNames } from "./classNames.ts";
import { escapeInvisible } from "./escapeInvisible.ts";
import { formatAge } from "./formatAge.ts";
import { formatInstant, nameInstant } from "./formatInstant.ts";
import styles from "./RelativeTime.module.css";
import { UntrustedText } from "./UntrustedText.tsx";

/**
 * How long ago a time was. The time itself is shown on hover and in the row that the keyboard is on, and screen readers
 * read it everywhere. Text that is no time is shown as it is. @param time in RFC 3339
 */
export function RelativeTime({ time }: { readonly time: string }) {
  const [now] = useState(Date.now);
  const name = nameInstant(time);
  if (name !== undefined) {
    return <span title={escapeInvisible(time)}>{name}</span>;
  }
  const exact = formatInstant(time);
  if (exact === undefined) {
    return <UntrustedText text={time} />;
  }
  return (
    <time dateTime={time} title={escapeInvisible(time)} className={classNames(styles["time"])}>
      <span className={classNames(styles["age"])}>{formatAge(exact.at, now)}</span>
      <span className={classNames(styles["exact"])}>
        {" "}
        <span>{exact.day}</span> <span>{exact.clock}</span>
      </span>
    </time>
  );
}
