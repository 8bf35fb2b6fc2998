import { formatBytes } from "../ui/format.ts";

/** The size of a manifest or index by itself: what it names is not counted. */
export function ManifestSize({ size }: { readonly size: number }) {
  const bytes = formatBytes(size);
  return <span title={`Manifest ${bytes}; what it names is not counted`}>{bytes}</span>;
}
