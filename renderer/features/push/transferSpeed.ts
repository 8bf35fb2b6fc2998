import { useEffect, useState } from "react";
import { formatBytes } from "../../ui/format.ts";

/** The number of bytes transferred at a time. */
export interface Sample {
  /** In milliseconds. */
  readonly at: number;
  readonly bytes: number;
}

/** The time over which the speed is averaged. */
const windowMs = 8000;
/** The minimum time between the first and the last sample. */
const minimumMs = 2000;

/** Returns the samples with a new one, without those that are too old. */
export function addSample(samples: readonly Sample[], sample: Sample): readonly Sample[] {
  const last = samples.at(-1);
  // Fewer bytes than before: the transfer was restarted.
  const before = last !== undefined && last.bytes > sample.bytes ? [] : samples;
  return [...before.filter(({ at }) => sample.at - at <= windowMs), sample];
}

/** Returns the average speed of the last seconds in bytes per second; undefined if there are too few samples. */
export function bytesPerSecond(samples: readonly Sample[]): number | undefined {
  const first = samples.at(0);
  const last = samples.at(-1);
  if (first === undefined || last === undefined || last.at - first.at < minimumMs) {
    return undefined;
  }
  return ((last.bytes - first.bytes) * 1000) / (last.at - first.at);
}

const minute = 60;
const hour = 3600;

function formatDuration(seconds: number): string {
  if (seconds < minute) {
    return `${Math.max(1, Math.round(seconds))} s`;
  }
  return seconds < hour
    ? `${Math.round(seconds / minute)} min`
    : `${(seconds / hour).toFixed(1)} h`;
}

/**
 * Formats a speed and the remaining time, to be appended to a progress label: `, 1.2 MB/s, about 5 min left`.
 * @param speed in bytes per second
 * @param left in bytes
 * @returns empty if the speed is unknown or nothing is left
 */
export function formatSpeed(speed: number | undefined, left: number): string {
  if (speed === undefined || left <= 0) {
    return "";
  }
  if (speed < 1) {
    return ", stalled";
  }
  return `, ${formatBytes(Math.round(speed))}/s, about ${formatDuration(left / speed)} left`;
}

/**
 * Measures how fast a number of bytes grows. It is sampled every second, so that a stalled transfer shows as well.
 * @returns bytes per second; undefined during the first seconds
 */
export function useTransferSpeed(bytes: number): number | undefined {
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
