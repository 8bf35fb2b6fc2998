import { useState } from "react";
import { escapeInvisible } from "./escapeInvisible.ts";
import { formatAge } from "./formatAge.ts";
import { formatInstant, nameInstant } from "./formatInstant.ts";
import { UntrustedText } from "./UntrustedText.tsx";

/**
 * A time to the second, in UTC, for lists whose rows the keyboard does not reach. Hover shows how long ago it was. Text
 * that is no time is shown as it is. @param time in RFC 3339
 */
export function ExactTime({ time }: { readonly time: string }) {
  const [now] = useState(Date.now);
  const name = nameInstant(time);
  if (name !== undefined) {
    return <span title={escapeInvisible(time)}>{name}</span>;
  }
  const exact = formatInstant(time);
  return exact === undefined ? (
    <UntrustedText text={time} />
  ) : (
    <time dateTime={time} title={escapeInvisible(`${formatAge(exact.at, now)}: ${time}`)}>
      {exact.day} {exact.clock}
    </time>
  );
}
