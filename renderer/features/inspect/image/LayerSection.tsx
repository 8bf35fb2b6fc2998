import { countOf } from "../../../../shared/countOf.ts";
import type { InspectedContent } from "../../../../shared/inspection.ts";
import { classNames } from "../../../ui/classNames.ts";
import { formatBytes } from "../../../ui/format.ts";
import { UntrustedText } from "../../../ui/UntrustedText.tsx";
import { useComparedLayers } from "../../compare/comparedLayers.ts";
import styles from "../Content.module.css";
import { findBase, findBaseOfImage } from "../baseHint.ts";
import { LayerList } from "../LayerList.tsx";
import { nameSharers } from "../sharedLayers.ts";
import { useKnownImages } from "../useKnownImages.ts";
import type { Trail } from "../visit.ts";
import { useLayerUse, useSiblingRows } from "./useSiblings.ts";

interface LayerSectionProps {
  readonly content: Extract<InspectedContent, { kind: "image" }>;
  readonly repository: string;
  /** Of the manifest of the image. */
  readonly digest: string;
  readonly trail: Trail;
}

/** The layers of an image, in order, with their sizes and the steps that created them. */
export function LayerSection({ content, repository, digest, trail }: LayerSectionProps) {
  const { layers } = content;
  const size = layers.reduce((sum, { descriptor }) => sum + descriptor.size, 0);
  const use = useLayerUse(repository, trail);
  const shared = layers
    .map(({ descriptor }) => descriptor.digest)
    .filter((layer) => (use.get(layer)?.length ?? 0) > 1);
  const rows = useSiblingRows(trail);
  const known = useKnownImages(digest, rows);
  const row = rows.find(({ descriptor }) => descriptor.digest === digest);
  const base =
    row === undefined ? findBaseOfImage(content, known) : findBase(repository, row, known);
  const compared = useComparedLayers(digest);
  const inBoth = layers.filter(({ descriptor }) => compared.has(descriptor.digest));
  return (
    <div>
      <h3 className={classNames(styles["count"])}>
        {countOf(layers.length, "layer")}, {formatBytes(size)}
        {shared.length > 0 && `, ${shared.length} also in ${nameSharers(shared, digest, use)}`}
        {inBoth.length > 0 && `, ${inBoth.length} in the compared image, too`}
      </h3>
      {base !== undefined && (
        <p className={classNames(styles["base"])} data-selectable>
          Base image: <UntrustedText text={base.detail} />
          <span className={classNames(styles["shared"])}>, {base.from}</span>
        </p>
      )}
      <LayerList
        layers={layers}
        repository={repository}
        sharersOf={(layer) => nameSharers([layer], digest, use)}
        compared={compared}
      />
    </div>
  );
}
