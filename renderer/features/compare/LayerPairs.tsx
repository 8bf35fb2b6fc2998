import { useMemo } from "react";
import type { LayerPair, LayerSide } from "../../../shared/comparison.ts";
import { countOf } from "../../../shared/countOf.ts";
import { Digest } from "../../image/Digest.tsx";
import { ChangeSign } from "../../ui/ChangeSign.tsx";
import { classNames } from "../../ui/classNames.ts";
import { escapeInvisible } from "../../ui/escapeInvisible.ts";
import { formatBytes } from "../../ui/format.ts";
import { UntrustedText } from "../../ui/UntrustedText.tsx";
import { type FilteredItem, FilteredList } from "./FilteredList.tsx";
import styles from "./Rows.module.css";

interface LayerItem extends FilteredItem {
  readonly pair: LayerPair;
}

const signs = {
  shared: "same",
  recompressed: "changed",
  added: "added",
  removed: "removed",
} as const;

const filters = [
  { value: "changed", label: "Changed", kinds: ["added", "removed", "recompressed"] },
] as const;

function layerItem(pair: LayerPair, at: number): LayerItem {
  const { descriptor, createdBy = "" } = pair.after ?? pair.before ?? noLayer;
  const { digest, size } = descriptor;
  return {
    id: `${at}`,
    kind: pair.kind,
    text: `layer, ${pair.kind}, ${formatBytes(size)}, ${digest}, ${createdBy}`,
    pair,
  };
}

/** Every pair has a layer on one side. */
const noLayer: LayerSide = { descriptor: { mediaType: "", digest: "", size: 0 } };

function LayerRow({ pair }: { readonly pair: LayerPair }) {
  const { kind } = pair;
  const { descriptor, createdBy } = pair.after ?? pair.before ?? noLayer;
  return (
    <div className={classNames(styles["layer"])}>
      <ChangeSign kind={signs[kind]} word={kind} />
      <span className={classNames(styles["muted"])}>{kind}</span>
      <Digest digest={descriptor.digest} of="the layer" />
      <span className={classNames(styles["size"])}>
        {kind === "recompressed" && pair.before !== undefined
          ? `${formatBytes(pair.before.descriptor.size)} → `
          : ""}
        {formatBytes(descriptor.size)}
      </span>
      {createdBy !== undefined && (
        <code className={classNames(styles["step"])} title={escapeInvisible(createdBy)}>
          <UntrustedText text={createdBy} />
        </code>
      )}
    </div>
  );
}

function renderLayer({ pair }: LayerItem) {
  return <LayerRow pair={pair} />;
}

/** How many layers are shared, added and removed, with their sizes: `2 shared, 30 MB`. */
function summarize(pairs: readonly LayerPair[]): string {
  const parts = (["shared", "recompressed", "added", "removed"] as const).flatMap((kind) => {
    const found = pairs.filter((pair) => pair.kind === kind);
    const size = found.reduce(
      (sum, { before, after }) => sum + (after ?? before ?? noLayer).descriptor.size,
      0,
    );
    return found.length === 0 ? [] : [`${found.length} ${kind}, ${formatBytes(size)}`];
  });
  return parts.length === 0 ? countOf(0, "layer") : parts.join(" · ");
}

interface LayerPairsProps {
  /** Names the list in its comparison. */
  readonly list: string;
  readonly layers: readonly LayerPair[];
}

/** The layers of two images: shared, with other compression, added and removed. */
export function LayerPairs({ list, layers }: LayerPairsProps) {
  const items = useMemo(() => layers.map(layerItem), [layers]);
  return (
    <FilteredList
      list={list}
      label="Layers"
      items={items}
      noun="layer"
      filters={filters}
      empty={layers.length === 0 ? "There are no layers." : "All layers are shared."}
      estimatedHeight={26}
      head={<span className={classNames(styles["muted"])}>{summarize(layers)}</span>}
    >
      {renderLayer}
    </FilteredList>
  );
}
