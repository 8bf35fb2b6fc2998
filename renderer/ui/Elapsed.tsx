import { useEffect, useState } from "react";

/** Seconds after which a person begins to wonder. */
const patience = 5;

/** For how long something has been waited for, in seconds; nothing while that is not worth a word. */
export function Elapsed() {
  const [seconds, setSeconds] = useState(0);
  useEffect(() => {
    const began = performance.now();
    const timer = setInterval(
      () => setSeconds(Math.round((performance.now() - began) / 1000)),
      1000,
    );
    return () => clearInterval(timer);
  }, []);
  // Told every second, it would be nothing but a disturbance to who listens.
  return seconds < patience ? null : <span aria-hidden="true">{seconds} s</span>;
}
