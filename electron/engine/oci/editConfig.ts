import type { PlatformEdit } from "../../../shared/draft.ts";
import { EngineError } from "../errors.ts";
import { decodeConfig } from "./decode.ts";
import { nodeOf, readJsonDocument, withMember, writeJsonDocument } from "./jsonDocument.ts";

/** Bytes of the largest config that is edited: plans and the journal keep the new one. */
export const maxEditedConfigBytes: number = 4 * 1024 * 1024;

/**
 * Field orders of configs: that of image-spec's structs, and that of go-containerregistry, which crane writes. Docker and
 * BuildKit sort the names.
 */
const fieldOrders = [
  [
    "created",
    "author",
    "architecture",
    "os",
    "os.version",
    "os.features",
    "variant",
    "config",
    "rootfs",
    "history",
  ],
  [
    "architecture",
    "author",
    "container",
    "created",
    "docker_version",
    "history",
    "os",
    "rootfs",
    "config",
    "os.version",
    "variant",
    "os.features",
  ],
] as const;

/**
 * Sets the platform in an image config. All other fields stay as they are, with their order and the white space.
 *
 * @param what names the config in errors
 * @returns the same bytes if nothing changes
 * @throws EngineError `manifest_invalid` if it is not the config of an image, `too_large`
 */
export function editConfigPlatform(
  bytes: Uint8Array,
  edit: PlatformEdit,
  what: string,
): Uint8Array {
  if (bytes.byteLength > maxEditedConfigBytes) {
    throw new EngineError(
      "too_large",
      `The ${what} has ${bytes.byteLength} bytes; at most ${maxEditedConfigBytes} can be edited.`,
      { hint: "Edit the platform of the entry instead." },
    );
  }
  const { platform } = decodeConfig(bytes, what);
  const document = readJsonDocument(bytes, what);
  let { root } = document;
  for (const [name, value] of Object.entries(edit)) {
    if (value === undefined || root.kind !== "object") {
      continue;
    }
    const current = platform[name as keyof typeof platform] ?? "";
    if (JSON.stringify(current) === JSON.stringify(value)) {
      continue;
    }
    const isRemoved = value.length === 0;
    if (isRemoved && current.length === 0) {
      continue;
    }
    root = withMember(root, [name, isRemoved ? undefined : nodeOf(value)], fieldOrders);
  }
  return root === document.root ? bytes : writeJsonDocument({ ...document, root });
}
