import { formatBytes } from "../../ui/format.ts";

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
export function speedWords(speed: number | null, left: number): string {
  if (speed === null || left <= 0) {
    return "";
  }
  if (speed < 1) {
    return ", nothing comes at the moment";
  }
  return `, ${formatBytes(Math.round(speed))}/s, about ${durationWords(left / speed)} left`;
}
