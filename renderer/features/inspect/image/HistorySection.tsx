import type { HistoryStep, InspectedContent } from "../../../../shared/inspection.ts";
import { countOf } from "../../../../shared/countOf.ts";
import { classNames } from "../../../ui/classNames.ts";
import { formatBytes } from "../../../ui/format.ts";
import { ExactTime } from "../../../ui/ExactTime.tsx";
import { LongText } from "../../../ui/LongText.tsx";
import styles from "../Content.module.css";

type ImageContent = Extract<InspectedContent, { kind: "image" }>;

function layerText({ isEmpty, layer }: HistoryStep, { layers }: ImageContent): string {
  if (isEmpty) {
    return "no layer";
  }
  const size = layers[layer ?? -1]?.descriptor.size;
  return size === undefined ? "layer" : `layer ${(layer ?? 0) + 1}, ${formatBytes(size)}`;
}

/** The steps of an image's history in order, also those without a layer. */
export function HistorySection({ content }: { readonly content: ImageContent }) {
  const history = content.configView?.history ?? [];
  if (history.length === 0) {
    return <p className={classNames(styles["none"])}>The config has no history.</p>;
  }
  const steps = history.map((step, at) => ({ ...step, at }));
  const empty = history.filter(({ isEmpty }) => isEmpty).length;
  return (
    <div>
      <h3 className={classNames(styles["count"])}>
        {countOf(history.length, "step")}, {empty} without a layer
        {history.length - empty !== content.layers.length &&
          `; they do not fit the ${countOf(content.layers.length, "layer")} of the manifest`}
      </h3>
      <ol className={classNames(styles["layers"])}>
        {steps.map((step) => (
          <li key={step.at} className={classNames(styles["step"])} data-selectable>
            <span className={classNames(styles["muted"])}>
              {step.created !== undefined && <ExactTime time={step.created} />}
            </span>
            <span className={classNames(styles["muted"], step.isEmpty && styles["faint"])}>
              {layerText(step, content)}
            </span>
            {step.createdBy === undefined ? (
              <span className={classNames(styles["faint"])}>no command</span>
            ) : (
              <code className={classNames(styles["command"])}>
                <LongText text={step.createdBy} of={`the command of step ${step.at + 1}`} />
              </code>
            )}
            {step.comment !== undefined && (
              <span className={classNames(styles["comment"])}>
                <LongText text={step.comment} of={`the comment of step ${step.at + 1}`} />
              </span>
            )}
            {step.author !== undefined && (
              <span className={classNames(styles["comment"])}>
                <LongText text={`by ${step.author}`} of={`the author of step ${step.at + 1}`} />
              </span>
            )}
          </li>
        ))}
      </ol>
    </div>
  );
}
