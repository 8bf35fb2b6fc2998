/** A layer without an archive of files that can be read. */
export interface UnlistableLayer {
  /** What it is, after "The layer is": `encrypted`. */
  readonly is: string;
  /** Why its files are not listed. */
  readonly why: string;
}

const otherFormat = "Only files of tar archives can be listed.";
const noFiles = "It has no files to list.";

/**
 * By the media type. Sources: containerd/imgcrypt, "Layer media types"; containerd, core/images/mediatypes.go; the
 * CNCF TAG Runtime's Wasm OCI Artifact layout; dragonflyoss/nydus, "Nydus image in OCI"; OCI image-spec
 * 1.1, "Guidance for an Empty Descriptor".
 */
const formats: readonly (readonly [RegExp, UnlistableLayer])[] = [
  [/\+encrypted$/, { is: "encrypted", why: "Its files cannot be listed without the key." }],
  [/[./]erofs(?:[.+]|$)/, { is: "an EROFS file system image", why: otherFormat }],
  [/\.nydus\.blob/, { is: "a Nydus blob", why: otherFormat }],
  [/[./+]squashfs(?:[.+]|$)/, { is: "a SquashFS file system image", why: otherFormat }],
  [/[./+]wasm(?:[.+]|$)/, { is: "a WebAssembly module", why: noFiles }],
  [/^application\/vnd\.oci\.empty\.v1\+json$/, { is: "an empty JSON document", why: noFiles }],
  [/[/+]json$/, { is: "a JSON document", why: noFiles }],
];

/** Returns what a layer is whose files cannot be listed; undefined for one that may be a tar archive. */
export function unlistableLayer(mediaType: string): UnlistableLayer | undefined {
  return formats.find(([pattern]) => pattern.test(mediaType.toLowerCase()))?.[1];
}
