import type { RegistryView } from "../../../shared/registries.ts";

function formatWindow(seconds: number): string {
  if (seconds % 3600 === 0) {
    return `${seconds / 3600} h`;
  }
  return seconds % 60 === 0 ? `${seconds / 60} min` : `${seconds} s`;
}

/** Formats a registry's rate limit: `93 of 100 pulls left in 6 h`. */
export function formatRateLimit({
  limit,
  remaining,
  window,
}: NonNullable<RegistryView["rateLimit"]>): string {
  const within = window === undefined || window <= 0 ? "" : ` in ${formatWindow(window)}`;
  return `${remaining} of ${limit} pulls left${within}`;
}
