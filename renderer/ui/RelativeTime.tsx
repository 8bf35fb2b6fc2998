import { useState } from "react";
import { formatAge } from "./formatAge.ts";

/** How long ago a time was; hover shows the time itself. @param time in RFC 3339 */
export function RelativeTime({ time }: { readonly time: string }) {
  const [now] = useState(Date.now);
  return (
    <time dateTime={time} title={time}>
      {formatAge(Date.parse(time), now)}
    </time>
  );
}
