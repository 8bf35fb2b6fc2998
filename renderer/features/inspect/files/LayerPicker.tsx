import { ListBox, ListBoxItem } from "react-aria-components";
import type { LayerRow } from "../../../../shared/inspection.ts";
import type { FilesView, LayerFilesState } from "../../../../shared/layerFiles.ts";
import type { Descriptor } from "../../../../shared/oci/descriptor.ts";
import { unlistableLayer } from "../../../../shared/oci/unlistableLayer.ts";
import { countOf } from "../../../../shared/countOf.ts";
import { classNames } from "../../../ui/classNames.ts";
import { escapeInvisible } from "../../../ui/escapeInvisible.ts";
import { formatBytes, shortenMiddle } from "../../../ui/format.ts";
import type { FilesPage } from "./filesStore.ts";
import { isElsewhere } from "./isElsewhere.ts";
import { layerColor } from "./layerColor.ts";
import styles from "./LayerPicker.module.css";

/** Says in a few words what is known of a layer. */
function stateText(state: LayerFilesState | undefined, descriptor: Descriptor): string {
  const { mediaType, size } = descriptor;
  const unlistable = unlistableLayer(mediaType);
  if (unlistable !== undefined) {
    return unlistable.is;
  }
  switch (state?.kind) {
    case undefined:
    case "unread":
      return "not read";
    case "reading":
      return size === 0 ? "reading…" : `reading ${Math.floor((state.received / size) * 100)}%`;
    case "read":
      return countOf(state.entries, "entry", "entries");
    case "partial":
      return "incomplete";
    case "failed":
      return isElsewhere(descriptor, state) ? "foreign layer" : "failed";
  }
}

interface LayerPickerProps {
  readonly files: FilesPage;
  readonly layers: readonly LayerRow[];
  readonly onSelect: (view: FilesView) => void;
}

/** The image and its layers, of which one is shown. */
export function LayerPicker({ files, layers, onSelect }: LayerPickerProps) {
  const merged = files.files?.merged ?? 0;
  return (
    <ListBox
      aria-label="Image and layers"
      selectionMode="single"
      disallowEmptySelection
      selectedKeys={[String(files.view)]}
      onSelectionChange={(keys) => {
        for (const key of keys) {
          onSelect(key === "image" ? key : Number(key));
        }
      }}
      className={classNames(styles["list"])}
    >
      <ListBoxItem id="image" textValue="Image" className={classNames(styles["item"])}>
        <span className={classNames(styles["title"])}>Image</span>
        <span className={classNames(styles["state"])}>
          {merged === layers.length
            ? "all layers"
            : `${merged} of ${countOf(layers.length, "layer")}`}
        </span>
      </ListBoxItem>
      {layers.map(({ descriptor, createdBy }, index) => {
        const step = escapeInvisible(createdBy ?? "");
        const id = String(index);
        return (
          <ListBoxItem
            key={id}
            id={id}
            textValue={`Layer ${index + 1}`}
            className={classNames(styles["item"])}
          >
            <span className={classNames(styles["title"])}>
              <span className={classNames(styles["swatch"], layerColor(index))} aria-hidden />
              Layer {index + 1}
              <span className={classNames(styles["size"])}>{formatBytes(descriptor.size)}</span>
            </span>
            <span className={classNames(styles["state"])}>
              {stateText(files.files?.layers[index], descriptor)}
            </span>
            {step !== "" && (
              <code className={classNames(styles["step"])} title={shortenMiddle(step, 1000)}>
                {shortenMiddle(step, 200)}
              </code>
            )}
          </ListBoxItem>
        );
      })}
    </ListBox>
  );
}
