import { formatBytes } from "../../../ui/format.ts";

/** What reading layers costs: `12.3 MB`, and parts of those with a table of contents. */
export function costText({
  size,
  isByToc,
}: {
  readonly size: number;
  readonly isByToc: boolean;
}): string {
  if (!isByToc) {
    return formatBytes(size);
  }
  return size === 0 ? "tables of contents only" : `${formatBytes(size)} and tables of contents`;
}
