import type { HistoryStep, InspectedContent } from "../../../../shared/inspection.ts";
import { countOf } from "../../../../shared/countOf.ts";
import { classNames } from "../../../ui/classNames.ts";
import { formatBytes } from "../../../ui/format.ts";
import { ExactTime } from "../../../ui/ExactTime.tsx";
import { LinkText } from "../../../ui/LinkText.tsx";
import { UntrustedText } from "../../../ui/UntrustedText.tsx";
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
                <LinkText text={step.createdBy} />
              </code>
            )}
            {step.comment !== undefined && (
              <span className={classNames(styles["comment"])}>
                <LinkText text={step.comment} />
              </span>
            )}
            {step.author !== undefined && (
              <span className={classNames(styles["comment"])}>
                <UntrustedText text={`by ${step.author}`} />
              </span>
            )}
          </li>
        ))}
      </ol>
    </div>
  );
}
