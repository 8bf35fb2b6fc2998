import { countOf } from "../../../../shared/countOf.ts";
import type { InspectedContent } from "../../../../shared/inspection.ts";
import { classNames } from "../../../ui/classNames.ts";
import { formatBytes } from "../../../ui/format.ts";
import styles from "../Content.module.css";
import { LayerList } from "../LayerList.tsx";
import type { Trail } from "../visit.ts";
import { useLayerUse } from "./useSiblings.ts";

interface LayerSectionProps {
  readonly content: Extract<InspectedContent, { kind: "image" }>;
  readonly repository: string;
  readonly trail: Trail;
}

/** The layers of an image, in order, with their sizes and the steps that created them. */
export function LayerSection({ content, repository, trail }: LayerSectionProps) {
  const { layers } = content;
  const size = layers.reduce((sum, { descriptor }) => sum + descriptor.size, 0);
  const use = useLayerUse(repository, trail);
  const shared = layers.filter(({ descriptor }) => (use.get(descriptor.digest) ?? 0) > 1);
  return (
    <div>
      <h3 className={classNames(styles["count"])}>
        {countOf(layers.length, "layer")}, {formatBytes(size)}
        {shared.length > 0 && `, ${shared.length} in other platforms, too`}
      </h3>
      <LayerList layers={layers} repository={repository} use={use} />
    </div>
  );
}
