import { useEffect, useState } from "react";

/** Shorter waits show nothing, in seconds. */
const minimum = 5;

/** The seconds since the component was mounted; nothing during the first ones. */
export function Elapsed() {
  const [seconds, setSeconds] = useState(0);
  useEffect(() => {
    const start = performance.now();
    const timer = setInterval(
      () => setSeconds(Math.round((performance.now() - start) / 1000)),
      1000,
    );
    return () => clearInterval(timer);
  }, []);
  // Hidden from screen readers, which would announce it every second.
  return seconds < minimum ? null : <span aria-hidden="true">{seconds} s</span>;
}
