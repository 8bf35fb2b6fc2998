import { countOf } from "../../../shared/countOf.ts";
import type { ImageComparison } from "../../../shared/comparison.ts";
import type { FileComparison, FilesCost } from "../../../shared/fileComparison.ts";
import { Button } from "../../ui/Button.tsx";
import { classNames } from "../../ui/classNames.ts";
import { EmptyState } from "../../ui/EmptyState.tsx";
import { formatBytes } from "../../ui/format.ts";
import { costText } from "../inspect/files/costText.ts";
import type { FilesKey } from "./compareParts.ts";
import { firstPairView } from "./compareSteps.ts";
import { useCompare } from "./compareStore.ts";
import styles from "./Comparison.module.css";
import { FileDifferences } from "./FileDifferences.tsx";
import type { Loading } from "./loading.ts";
import { LoadingView } from "./PartView.tsx";

interface FilesPartProps {
  readonly pairId: string;
  readonly images: ImageComparison;
}

/** What is read before the files can be compared, and the button that reads it. */
function FilesStart({ cost, onRead }: { readonly cost: FilesCost; readonly onRead: () => void }) {
  const { own, shared } = cost;
  return (
    <EmptyState lead="The files are not compared yet.">
      <p>
        {countOf(own.layers, "layer")} of the two images {own.layers === 1 ? "differs" : "differ"}{" "}
        and {own.layers === 1 ? "has" : "have"} to be read.
        {shared.layers > 0 &&
          ` The ${shared.layers === 1 ? "layer" : `${shared.layers} layers`} below, which both have, need not be.`}
      </p>
      <Button look="primary" onPress={onRead}>
        Compare files ({costText({ size: own.bytes, isByToc: own.tocs > 0 })})
      </Button>
    </EmptyState>
  );
}

/** The progress of the layers, with the bytes that are read of those that are read whole. */
function withBytes(state: Loading<FileComparison>): Loading<FileComparison> {
  return state.kind === "reading" && state.total > 0
    ? {
        ...state,
        message: `${state.message}: ${formatBytes(state.done)} of ${formatBytes(state.total)}`,
      }
    : state;
}

/** The files of two images, which are read and compared on request. */
export function FilesPart({ pairId, images: { files: cost, failures } }: FilesPartProps) {
  const state = useCompare(({ files }) => files[pairId]);
  const { read, cancelPart, compareAgain, changeView } = useCompare.getState();
  const { withShared, whole } = useCompare(({ views }) => views[pairId] ?? firstPairView);
  if (cost === undefined || cost.own.layers === 0) {
    const reason =
      cost === undefined
        ? "Files can be compared where both sides have an image with layers of files."
        : "Both images have the same layers, and so the same files.";
    return failures.length > 0 ? null : <p className={classNames(styles["none"])}>{reason}</p>;
  }
  const options = { withShared, whole };
  const keyOf = (wanted: typeof options): FilesKey => ({ part: "files", pairId, ...wanted });
  const start = (wanted: typeof options): void => {
    changeView(pairId, wanted);
    read(keyOf(wanted), true);
  };
  if (state === undefined) {
    return <FilesStart cost={cost} onRead={() => start(options)} />;
  }
  const isGone = state.kind === "failed" && state.failure.code === "comparison_gone";
  const hasTocs = cost.own.tocs + cost.shared.tocs > 0;
  return (
    <LoadingView
      state={withBytes(state)}
      onCancel={() => cancelPart(keyOf(options))}
      onRetry={isGone ? compareAgain : () => start(options)}
      remedy={
        hasTocs &&
        !options.whole &&
        !isGone && (
          <Button small onPress={() => start({ ...options, whole: true })}>
            Read whole layers
          </Button>
        )
      }
    >
      {(comparison) => (
        <FileDifferences
          comparison={comparison}
          cost={cost}
          pairId={pairId}
          onReadAgain={() => start(options)}
          onReadShared={() => start({ ...options, withShared: true })}
        />
      )}
    </LoadingView>
  );
}
