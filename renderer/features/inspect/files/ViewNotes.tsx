import type { FilesView, LayerFilesState } from "../../../../shared/layerFiles.ts";
import { hasTableOfContents } from "../../../../shared/layerFiles.ts";
import { countOf } from "../../../../shared/countOf.ts";
import { unlistableLayer } from "../../../../shared/oci/unlistableLayer.ts";
import { Button } from "../../../ui/Button.tsx";
import { classNames } from "../../../ui/classNames.ts";
import { EmptyState } from "../../../ui/EmptyState.tsx";
import { formatBytes } from "../../../ui/format.ts";
import { Note } from "../../../ui/Note.tsx";
import { ProgressLine } from "../../../ui/ProgressLine.tsx";
import { UntrustedText } from "../../../ui/UntrustedText.tsx";
import { RequestFailure } from "../../registries/RequestFailure.tsx";
import { costText } from "./costText.ts";
import styles from "./FilesSection.module.css";
import { type FilesPage, hasFiles, useFiles } from "./filesStore.ts";
import { isElsewhere } from "./isElsewhere.ts";

interface ViewNotesProps {
  /** The key of the page in the store. */
  readonly page: string;
  readonly files: FilesPage;
}

/** The layers up to one that can be read and are not, and the bytes that reading them takes. */
function unreadLayers(
  { layers, files }: FilesPage,
  count: number,
): { readonly indexes: readonly number[]; readonly size: number; readonly isByToc: boolean } {
  const indexes = [...layers.keys()]
    .slice(0, count)
    .filter(
      (index) =>
        files?.layers[index]?.kind !== "read" &&
        unlistableLayer(layers[index]?.mediaType ?? "") === undefined,
    );
  const whole = indexes.filter((index) => !hasTableOfContents(layers[index]?.annotations));
  return {
    indexes,
    size: whole.reduce((sum, index) => sum + (layers[index]?.size ?? 0), 0),
    isByToc: whole.length < indexes.length,
  };
}

function ReadingLine({ page, files }: ViewNotesProps) {
  const reading = [...(files.files?.layers.entries() ?? [])].find(
    ([, { kind }]) => kind === "reading",
  );
  if (reading === undefined) {
    return null;
  }
  const [index, state] = reading;
  const { received, entries } = state as Extract<LayerFilesState, { kind: "reading" }>;
  const total = files.layers[index]?.size ?? 0;
  return (
    <div className={classNames(styles["progress"])}>
      <ProgressLine
        label={`Reading layer ${index + 1}: ${countOf(entries, "entry", "entries")}, ${formatBytes(received)} of ${formatBytes(total)}`}
        done={received}
        total={total}
      />
      <Button small onPress={() => useFiles.getState().cancel(page)}>
        Stop
      </Button>
    </div>
  );
}

/** What is shown of a layer that is not read, or could not be. */
function LayerStart({ page, files, layer }: ViewNotesProps & { readonly layer: number }) {
  const { read } = useFiles.getState();
  const state = files.files?.layers[layer];
  const descriptor = files.layers[layer];
  const size = descriptor?.size ?? 0;
  const hasToc = hasTableOfContents(descriptor?.annotations);
  const unlistable = unlistableLayer(descriptor?.mediaType ?? "");
  if (unlistable !== undefined) {
    return (
      <EmptyState lead={`Layer ${layer + 1} is ${unlistable.is}.`}>
        <p>{unlistable.why}</p>
      </EmptyState>
    );
  }
  if (state?.kind === "failed" && descriptor !== undefined && isElsewhere(descriptor, state)) {
    return (
      <EmptyState lead={<UntrustedText text={state.failure.message} />}>
        <p>{state.failure.hint}</p>
        <Button onPress={() => read(page, [layer])}>Try again</Button>
      </EmptyState>
    );
  }
  if (state?.kind === "failed") {
    return (
      <RequestFailure failure={state.failure}>
        <Button small onPress={() => read(page, [layer])}>
          Try again
        </Button>
        {hasToc && (
          <Button small onPress={() => read(page, [layer], true)}>
            Read the whole layer ({formatBytes(size)})
          </Button>
        )}
      </RequestFailure>
    );
  }
  return (
    <EmptyState lead={`The files of layer ${layer + 1} are not read yet.`}>
      {hasToc && (
        <p>The layer has a table of contents: only that part of {formatBytes(size)} is read.</p>
      )}
      <Button look="primary" onPress={() => read(page, [layer])}>
        {hasToc ? "Read its table of contents" : `Read files (${formatBytes(size)})`}
      </Button>
    </EmptyState>
  );
}

/** What to know about the files of a layer. */
function LayerNotes({ page, files, layer }: ViewNotesProps & { readonly layer: number }) {
  const { read } = useFiles.getState();
  const state = files.files?.layers[layer];
  const below = unreadLayers(files, layer);
  const isReading = files.files?.layers.some(({ kind }) => kind === "reading") === true;
  const size = files.layers[layer]?.size ?? 0;
  return (
    <>
      {state?.kind === "partial" && <PartialNote page={page} layer={layer} state={state} />}
      {state?.kind === "read" && state.via === "toc" && (
        <Note
          look={state.isVerified ? "note" : "warning"}
          message={
            state.isVerified
              ? "Listed by the table of contents in the layer. Its digest in the manifest matches."
              : "Listed by the table of contents in the layer. The manifest has no digest of it, so it is not verified."
          }
        >
          <Button small onPress={() => read(page, [layer], true)} isPending={isReading}>
            Read the whole layer ({formatBytes(size)})
          </Button>
        </Note>
      )}
      {state?.kind === "read" && state.via === "stream" && !state.isVerified && (
        <Note
          look="warning"
          message="The layer has data after its end that was not read, so its digest is not verified."
        />
      )}
      {state?.kind === "read" && below.indexes.length > 0 && (
        <Note look="note" message="What this layer changes shows when the layers below are read.">
          <Button small onPress={() => read(page, below.indexes)} isPending={isReading}>
            Read {countOf(below.indexes.length, "layer")} below ({costText(below)})
          </Button>
        </Note>
      )}
    </>
  );
}

function PartialNote({
  page,
  layer,
  state,
}: {
  readonly page: string;
  readonly layer: number;
  readonly state: Extract<LayerFilesState, { kind: "partial" }>;
}) {
  const { read } = useFiles.getState();
  const again = (
    <Button small onPress={() => read(page, [layer])}>
      Read again
    </Button>
  );
  if (state.failure !== undefined) {
    return <RequestFailure failure={state.failure}>{again}</RequestFailure>;
  }
  return state.reason === "limit" ? (
    <Note
      look="warning"
      message={`Only the first ${countOf(state.entries, "entry", "entries")} of the layer are shown: more than a million files and folders of an image are not kept. The rest is missing here, and in the image.`}
    />
  ) : (
    <Note
      look="warning"
      message={`Reading was stopped after ${countOf(state.entries, "entry", "entries")}.`}
    >
      {again}
    </Note>
  );
}

/** What to know about the files of the image. */
function ImageNotes({ page, files }: ViewNotesProps) {
  const { read } = useFiles.getState();
  const state = files.files;
  const rest = unreadLayers(files, files.layers.length);
  const isReading = state?.layers.some(({ kind }) => kind === "reading") === true;
  const merged = state?.merged ?? 0;
  const missing = state?.layers[merged];
  const blocking = unlistableLayer(files.layers[merged]?.mediaType ?? "");
  if (merged === 0 && blocking !== undefined) {
    return (
      <EmptyState lead={`Layer 1 is ${blocking.is}, so the files of the image cannot be listed.`}>
        <p>{blocking.why} Choose another layer to see its files.</p>
      </EmptyState>
    );
  }
  if (merged === 0 && !isReading) {
    return (
      <>
        {missing?.kind === "failed" && <RequestFailure failure={missing.failure} />}
        <EmptyState lead="Nothing is read yet.">
          <p>
            Read all layers to see the files of the image and what each layer changes, or choose one
            layer.
          </p>
          <Button look="primary" onPress={() => read(page, rest.indexes)}>
            Read {countOf(rest.indexes.length, "layer")} ({costText(rest)})
          </Button>
        </EmptyState>
      </>
    );
  }
  return (
    <>
      {missing?.kind === "failed" && (
        <RequestFailure failure={missing.failure}>
          {hasTableOfContents(files.layers[merged]?.annotations) && (
            <Button small onPress={() => read(page, [merged], true)} isPending={isReading}>
              Read the whole layer {merged + 1} ({formatBytes(files.layers[merged]?.size ?? 0)})
            </Button>
          )}
        </RequestFailure>
      )}
      {merged > 0 && blocking !== undefined && (
        <Note
          look="note"
          message={`These are the files of the lowest ${merged} of ${countOf(files.layers.length, "layer")}: layer ${merged + 1} is ${blocking.is}. ${blocking.why}`}
        />
      )}
      {merged > 0 && blocking === undefined && rest.indexes.length > 0 && !isReading && (
        <Note
          look="note"
          message={`These are the files of the lowest ${merged} of ${countOf(files.layers.length, "layer")}.`}
        >
          <Button small onPress={() => read(page, rest.indexes)}>
            Read {countOf(rest.indexes.length, "layer")} more ({costText(rest)})
          </Button>
        </Note>
      )}
      {(state?.hiddenBytes ?? 0) > 0 && (
        <Note
          look="note"
          message={`${formatBytes(state?.hiddenBytes ?? 0)} of the layers is hidden: later layers remove or replace it.`}
        />
      )}
    </>
  );
}

/** Whether a view has rows to show. */
export function hasRows({ files }: FilesPage, view: FilesView): boolean {
  return view === "image" ? (files?.merged ?? 0) > 0 : hasFiles(files?.layers[view]);
}

/** Progress, limits and what to do next, above the files. */
export function ViewNotes({ page, files }: ViewNotesProps) {
  const { view } = files;
  return (
    <div className={classNames(styles["notes"])}>
      <ReadingLine page={page} files={files} />
      {files.failure !== undefined && <RequestFailure failure={files.failure} />}
      {view === "image" ? (
        <ImageNotes page={page} files={files} />
      ) : hasFiles(files.files?.layers[view]) ? (
        <LayerNotes page={page} files={files} layer={view} />
      ) : (
        <LayerStart page={page} files={files} layer={view} />
      )}
    </div>
  );
}
