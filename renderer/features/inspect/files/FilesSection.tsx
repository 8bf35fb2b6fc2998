import { useEffect, useMemo } from "react";
import type { LayerRow } from "../../../../shared/inspection.ts";
import type { FileOrder } from "../../../../shared/layerFiles.ts";
import { classNames } from "../../../ui/classNames.ts";
import { EmptyState } from "../../../ui/EmptyState.tsx";
import { Spinner } from "../../../ui/Spinner.tsx";
import { TextInput } from "../../../ui/TextInput.tsx";
import { Toggle } from "../../../ui/Toggle.tsx";
import { FileDetails } from "./FileDetails.tsx";
import { listFileNodes, listFoundNodes } from "./fileNodes.ts";
import styles from "./FilesSection.module.css";
import { type FilesPage, filesKey, useFiles } from "./filesStore.ts";
import { FileTreeList } from "./FileTreeList.tsx";
import { FileViewer } from "./FileViewer.tsx";
import { LayerPicker } from "./LayerPicker.tsx";
import { SizePicture } from "./SizePicture.tsx";
import { hasRows, ViewNotes } from "./ViewNotes.tsx";

interface FilesSectionProps {
  readonly repository: string;
  /** From the lowest. */
  readonly layers: readonly LayerRow[];
}

function Toolbar({ page, files }: { readonly page: string; readonly files: FilesPage }) {
  const { setFilter, setOrder, setDisplay } = useFiles.getState();
  const { found, filter } = files;
  return (
    <div className={classNames(styles["toolbar"])}>
      <Toggle
        label="Display"
        value={files.display}
        choices={[
          { value: "list", label: "List" },
          { value: "picture", label: "Picture" },
        ]}
        onChange={(display) => setDisplay(page, display)}
      />
      {files.display === "list" && (
        <>
          <Toggle<FileOrder>
            label="Order"
            value={files.order}
            choices={[
              { value: "name", label: "By name" },
              { value: "size", label: "By size" },
            ]}
            onChange={(order) => setOrder(page, order)}
          />
          <div className={classNames(styles["filter"])}>
            <TextInput
              label="Find files"
              placeholder="Find files: name, or /path"
              value={filter}
              onChange={(text) => setFilter(page, text)}
            />
          </div>
          <span role="status" className={classNames(styles["count"])}>
            {filter !== "" &&
              found !== undefined &&
              `${found.isCut ? "the first " : ""}${found.rows.length.toLocaleString("en")} found`}
          </span>
        </>
      )}
      {files.saving !== undefined && (
        <span role="status" className={classNames(styles["count"])}>
          <Spinner /> {files.saving}
        </span>
      )}
    </div>
  );
}

function Selected({ page, files }: { readonly page: string; readonly files: FilesPage }) {
  const { folders, limits, found, filter, selected } = files;
  const node = useMemo(() => {
    const nodes =
      found !== undefined && filter !== ""
        ? listFoundNodes(found)
        : listFileNodes({ folders, limits });
    return nodes.find(({ id }) => id === String(selected));
  }, [folders, limits, found, filter, selected]);
  return node?.kind === "file" ? <FileDetails page={page} row={node.row} path={node.path} /> : null;
}

/** Whether all of what is shown was read, and is empty. */
function hasNoFiles({ files, folders, view }: FilesPage): boolean {
  const isRead =
    view === "image"
      ? files !== undefined && files.merged === files.layers.length
      : files?.layers[view]?.kind === "read";
  return isRead && folders.get(0)?.total === 0;
}

/** The files of an image and of each of its layers, which are read on request. */
export function FilesSection({ repository, layers }: FilesSectionProps) {
  const descriptors = useMemo(() => layers.map(({ descriptor }) => descriptor), [layers]);
  const page = filesKey(repository, descriptors);
  const files = useFiles((state) => state.pages[page]);
  const { open, select } = useFiles.getState();
  useEffect(() => open(repository, descriptors), [open, repository, descriptors]);
  if (files === undefined) {
    return null;
  }
  if (layers.length === 0) {
    return <EmptyState lead="The image has no layers, and so no files." />;
  }
  const isEmpty = hasNoFiles(files);
  const isShown = hasRows(files, files.view) && !isEmpty;
  return (
    <div className={classNames(styles["section"])}>
      <LayerPicker files={files} layers={layers} onSelect={(view) => select(page, view)} />
      <div className={classNames(styles["main"])}>
        <ViewNotes page={page} files={files} />
        {isEmpty && (
          <EmptyState lead={`${files.view === "image" ? "The image" : "This layer"} has no files.`}>
            {files.view !== "image" && <p>Its archive is empty: it changes nothing.</p>}
          </EmptyState>
        )}
        {isShown && (
          <>
            <Toolbar page={page} files={files} />
            {files.display === "list" ? (
              <div className={classNames(styles["tree"])}>
                <FileTreeList page={page} files={files} />
              </div>
            ) : (
              <SizePicture page={page} files={files} />
            )}
            <Selected page={page} files={files} />
            {files.shown !== undefined && <FileViewer page={page} shown={files.shown} />}
          </>
        )}
      </div>
    </div>
  );
}
