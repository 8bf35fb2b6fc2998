import { useState } from "react";
import { escapeInvisible } from "./escapeInvisible.ts";
import { formatAge } from "./formatAge.ts";
import { UntrustedText } from "./UntrustedText.tsx";

/** How long ago a time was; hover shows the time itself. Text that is no time is shown as it is. @param time in RFC 3339 */
export function RelativeTime({ time }: { readonly time: string }) {
  const [now] = useState(Date.now);
  const at = Date.parse(time);
  return Number.isNaN(at) ? (
    <UntrustedText text={time} />
  ) : (
    <time dateTime={time} title={escapeInvisible(time)}>
      {formatAge(at, now)}
    </time>
  );
}
