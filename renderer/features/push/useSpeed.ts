import { useEffect, useState } from "react";
import { addSample, type Sample, speedOf } from "./transferSpeed.ts";

/**
 * How fast bytes come, as they are told of; looked at every second, so that a standstill is seen too.
 * @returns bytes a second, or null before that can be told
 */
export function useSpeed(bytes: number): number | null {
  const [samples, setSamples] = useState<readonly Sample[]>([]);
  useEffect(() => {
    const take = (): void =>
      setSamples((before) => addSample(before, { at: performance.now(), bytes }));
    take();
    const timer = setInterval(take, 1000);
    return () => clearInterval(timer);
  }, [bytes]);
  return speedOf(samples);
}
