import { setImmediate as yieldToEventLoop } from "node:timers/promises";
import type { FilesView, FoundFiles } from "../../../../shared/layerFiles.ts";
import { flags } from "./fileTree.ts";
import type { ImageFiles } from "./imageFiles.ts";
import { fileRow } from "./listFolder.ts";

const maxFound = 500;
const nodesPerTurn = 20_000;

/**
 * Finds files and folders whose name contains a text, in any case; with a slash in the text, whose path does.
 * @throws the signal's reason
 */
export async function findFiles(
  files: ImageFiles,
  { view, text }: { readonly view: FilesView; readonly text: string },
  signal: AbortSignal,
): Promise<FoundFiles> {
  const tree = files.tree(view);
  const wanted = text.toLowerCase();
  const rows: FoundFiles["rows"][number][] = [];
  for (let node = 1; node < tree.count; node += 1) {
    if (node % nodesPerTurn === 0) {
      await yieldToEventLoop();
      signal.throwIfAborted();
    }
    if (tree.has(node, flags.gone)) {
      continue;
    }
    const searched = wanted.includes("/") ? `/${tree.path(node).join("/")}` : tree.name(node);
    if (searched.toLowerCase().includes(wanted)) {
      if (rows.length === maxFound) {
        return { rows, isCut: true };
      }
      rows.push({ ...fileRow(files, view, node), path: tree.path(node).join("/") });
    }
  }
  return { rows, isCut: false };
}
