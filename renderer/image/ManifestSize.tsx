import { formatBytes } from "../ui/format.ts";

/** The size of a manifest or index itself, without the content it references. */
export function ManifestSize({ size }: { readonly size: number }) {
  const bytes = formatBytes(size);
  return <span title={`${bytes} without the content that the manifest references`}>{bytes}</span>;
}
