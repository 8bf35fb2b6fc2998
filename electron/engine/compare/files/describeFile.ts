import type { ComparedFile, FileAspect } from "../../../../shared/fileComparison.ts";
import type { FileKind } from "../../../../shared/layerFiles.ts";
import { splitEntryName } from "../../inspect/files/entryPath.ts";
import {
  type FileTree,
  FileTree as Tree,
  flags,
  type NodeId,
} from "../../inspect/files/fileTree.ts";
import type { MergedFiles } from "../../inspect/files/mergeLayer.ts";

/** Hard links that are followed from one to the next. */
const maxLinks = 40;

/** A file as it is compared. */
export interface DescribedFile {
  /** A hard link is shown as it is, and compared as its file. */
  readonly shown: ComparedFile;
  /** Of a hard link: "file", unless all layers are read and it has none. */
  readonly kind: FileKind;
  /** Whether it is a hard link whose file is not in the layers that are read. */
  readonly isUnresolved: boolean;
  /** SHA-256 of the content of a file, if it is known. */
  readonly digest: string | undefined;
  /** Bytes that it adds to the image: none for a hard link. */
  readonly ownSize: number;
}

/** Describes a node of an image. A hard link has the content of its file, if that is in the layers that are read. */
export function describeFile(
  { tree, layers, isAboveOthers }: MergedFiles,
  node: NodeId,
): DescribedFile {
  const { kind, size, mode, uid, gid, target } = tree.attributes(node);
  const source = tree.source(node);
  const place = kind === "hardlink" ? followHardLink(layers, source) : source;
  const content = place && layers[place.layer];
  const isLinked = kind === "hardlink" && content !== undefined;
  return {
    shown: {
      kind,
      size: isLinked ? content.attributes(place?.node ?? Tree.root).size : size,
      ...(tree.has(node, flags.entry) ? { mode, uid, gid } : {}),
      ...(target === undefined ? {} : { target }),
    },
    kind: isLinked || (kind === "hardlink" && isAboveOthers) ? "file" : kind,
    isUnresolved: kind === "hardlink" && !isLinked,
    digest: place && content?.digest(place.node),
    ownSize: size,
  };
}

interface LayerPlace {
  readonly layer: number;
  readonly node: NodeId;
}

/** Finds the file of a hard link in its layer or the next one below that has the name. */
function followHardLink(layers: readonly FileTree[], link: LayerPlace): LayerPlace | undefined {
  let { layer, node } = link;
  for (let links = 0; links < maxLinks; links += 1) {
    const { names } = splitEntryName(layers[layer]?.attributes(node).target ?? "");
    const found = findBelow(layers, layer, names);
    if (found === undefined) {
      return undefined;
    }
    ({ layer, node } = found);
    const kind = layers[layer]?.kind(node);
    if (kind !== "hardlink") {
      return kind === "file" ? found : undefined;
    }
  }
  return undefined;
}

/** Finds a path in a layer or else in those below, unless a layer on the way removes it. */
function findBelow(
  layers: readonly FileTree[],
  top: number,
  names: readonly string[],
): LayerPlace | undefined {
  for (let layer = top; layer >= 0; layer -= 1) {
    const tree = layers[layer];
    let node: NodeId | undefined = Tree.root;
    let isHidden = false;
    for (const name of names) {
      isHidden ||= tree?.has(node, flags.opaque | flags.whiteout) === true;
      node = tree?.child(node, name);
      if (node === undefined) {
        break;
      }
    }
    if (node !== undefined) {
      return tree?.has(node, flags.entry) === true && tree.kind(node) !== "removed"
        ? { layer, node }
        : undefined;
    }
    if (isHidden) {
      return undefined;
    }
  }
  return undefined;
}

/** What differs between two files. `isUncertain`: nothing that is known, but their contents are not. */
export function compareFileEntries(
  before: DescribedFile,
  after: DescribedFile,
): { readonly aspects: readonly FileAspect[]; readonly isUncertain: boolean } {
  const [old, now] = [before.shown, after.shown];
  const { kind } = after;
  const aspects: FileAspect[] = [];
  let isUncertain = false;
  if (before.kind !== kind) {
    aspects.push("type");
  } else if (kind === "file") {
    if (before.isUnresolved || after.isUnresolved) {
      isUncertain = true;
    } else if (old.size !== now.size) {
      aspects.push("size");
    } else if (before.digest !== undefined && after.digest !== undefined) {
      aspects.push(...(before.digest === after.digest ? [] : (["content"] as const)));
    } else {
      isUncertain = now.size > 0;
    }
  } else if ((kind === "symlink" || kind === "hardlink") && old.target !== now.target) {
    aspects.push("target");
  } else if (kind === "hardlink" || kind === "character" || kind === "block") {
    // The content of the file of the link, and the numbers of a device, are not known.
    isUncertain = true;
  }
  const isOwned = old.mode !== undefined && now.mode !== undefined;
  // Linux ignores the permissions of a symbolic link, and tools write different ones.
  if (isOwned && old.mode !== now.mode && kind !== "symlink") {
    aspects.push("mode");
  }
  if (isOwned && (old.uid !== now.uid || old.gid !== now.gid)) {
    aspects.push("owner");
  }
  return { aspects, isUncertain: isUncertain && aspects.length === 0 };
}
