import { useEffect, useState } from "react";
import { formatBytes } from "../../ui/format.ts";
/** How many bytes had come by a moment. */
export interface Sample {
  /** In milliseconds. */
  readonly at: number;
  readonly bytes: number;
}

/** Milliseconds that a speed is the mean of: long enough to be calm, short enough to be true. */
const span = 8000;
/** Milliseconds that must be seen before anything is said. */
const least = 2000;

/** The samples with one more, and without those that no longer count. */
export function addSample(samples: readonly Sample[], sample: Sample): readonly Sample[] {
  const [last] = samples.slice(-1);
  // A transfer that begins anew counts from there.
  const before = last !== undefined && last.bytes > sample.bytes ? [] : samples;
  return [...before.filter(({ at }) => sample.at - at <= span), sample];
}

/** Bytes a second over the last seconds; null before that can be told. */
export function bytesPerSecond(samples: readonly Sample[]): number | null {
  const [first] = samples;
  const [last] = samples.slice(-1);
  if (first === undefined || last === undefined || last.at - first.at < least) {
    return null;
  }
  return ((last.bytes - first.bytes) * 1000) / (last.at - first.at);
}

const minute = 60;
const hour = 3600;

function durationWords(seconds: number): string {
  if (seconds < minute) {
    return `${Math.max(1, Math.round(seconds))} s`;
  }
  return seconds < hour
    ? `${Math.round(seconds / minute)} min`
    : `${(seconds / hour).toFixed(1)} h`;
}

/**
 * How fast it goes and how long it will take, in words.
 * @param speed in bytes a second; null where nobody knows
 * @param left in bytes
 */
export function formatSpeed(speed: number | null, left: number): string {
  if (speed === null || left <= 0) {
    return "";
  }
  if (speed < 1) {
    return ", nothing comes at the moment";
  }
  return `, ${formatBytes(Math.round(speed))}/s, about ${durationWords(left / speed)} left`;
}

/**
 * How fast bytes come, as they are told of; looked at every second, so that a standstill is seen too.
 * @returns bytes a second, or null before that can be told
 */
export function useTransferSpeed(bytes: number): number | null {
  const [samples, setSamples] = useState<readonly Sample[]>([]);
  useEffect(() => {
    const take = (): void =>
      setSamples((before) => addSample(before, { at: performance.now(), bytes }));
    take();
    const timer = setInterval(take, 1000);
    return () => clearInterval(timer);
  }, [bytes]);
  return bytesPerSecond(samples);
}
