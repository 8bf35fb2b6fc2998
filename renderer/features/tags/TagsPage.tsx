import { useEffect, useMemo, useRef } from "react";
import { useShallow } from "zustand/react/shallow";
import type { RepositoryTags } from "../../../shared/tags.ts";
import { isDigestTag } from "../../../shared/oci/digestTag.ts";
import { countOf } from "../../../shared/countOf.ts";
import { ReferenceText } from "../../image/ReferenceText.tsx";
import { Button } from "../../ui/Button.tsx";
import { classNames } from "../../ui/classNames.ts";
import { EmptyState } from "../../ui/EmptyState.tsx";
import type { VirtualListHandle } from "../../ui/list/VirtualList.tsx";
import { Note } from "../../ui/Note.tsx";
import { ProgressLine } from "../../ui/ProgressLine.tsx";
import { RadioChoice } from "../../ui/RadioChoice.tsx";
import { Switch } from "../../ui/Switch.tsx";
import { TextInput } from "../../ui/TextInput.tsx";
import { useFindKey } from "../../ui/useFindKey.ts";
import { useInspect } from "../inspect/inspectStore.ts";
import { canRetry } from "../registries/failureRemedies.ts";
import { PullsLeftText } from "../registries/PullsLeftText.tsx";
import { RequestFailure } from "../registries/RequestFailure.tsx";
import { SelectionBar } from "./SelectionBar.tsx";
import { selectedTags } from "./selectedTags.ts";
import { TagList } from "./TagList.tsx";
import { filterTagRows, listTagRows, readDigestTags, type TagRow } from "./tagRows.ts";
import { type TagsPageState, useTags } from "./tagsStore.ts";
import styles from "./TagsPage.module.css";
import { ViewMessage } from "../../ui/ViewMessage.tsx";

interface PageProps {
  /** As the page was opened, which is its key in the store. */
  readonly page: string;
}

/** Waits for the list, or says why it cannot be read. */
function ListStatus({ page, state }: PageProps & Pick<TagsPageState, "state">) {
  const { cancel, reload } = useTags.getState();
  switch (state.kind) {
    case "reading":
      return (
        <ViewMessage isWaiting>
          <ProgressLine
            label={state.message ?? `Listing the tags of ${page}…`}
            done={0}
            total={0}
          />
          <Button onPress={() => cancel(page)}>Cancel</Button>
        </ViewMessage>
      );
    case "failed":
      return (
        <ViewMessage>
          <RequestFailure failure={state.failure}>
            {canRetry(state.failure) && (
              <Button small onPress={() => reload(page)}>
                Try again
              </Button>
            )}
            <Button small onPress={() => useInspect.getState().open(`${page}:latest`)}>
              Open latest
            </Button>
          </RequestFailure>
        </ViewMessage>
      );
    case "open":
      return null;
  }
}

/** A page without what its tags point to. */
type ListView = Omit<TagsPageState, "tags">;

interface OpenProps extends PageProps {
  readonly list: RepositoryTags;
  readonly view: ListView;
}

function DigestsStatus({ page, view: { digests } }: OpenProps) {
  const { setGrouped } = useTags.getState();
  switch (digests.kind) {
    case "reading":
      return (
        <div className={classNames(styles["progress"])}>
          <ProgressLine
            label={`Reading the digests of all tags… ${digests.done.toLocaleString("en")} of ${digests.total.toLocaleString("en")}`}
            done={digests.done}
            total={digests.total}
          />
          <Button small onPress={() => setGrouped(page, false)}>
            Cancel
          </Button>
        </div>
      );
    case "failed":
      return digests.failure.code === "cancelled" ? null : (
        <RequestFailure failure={digests.failure}>
          <Button small onPress={() => setGrouped(page, true)}>
            Try again
          </Button>
        </RequestFailure>
      );
    case "none":
    case "read":
      return null;
  }
}

function Notes(props: OpenProps) {
  const { page, list, view } = props;
  return (
    <div className={classNames(styles["notes"])}>
      {!list.isComplete && (
        <Note
          look="warning"
          message={`The repository has more tags than the ${list.tags.length.toLocaleString("en")} listed here. Type a reference to open another one.`}
        />
      )}
      {!view.readsManifests && (
        <Note
          look="note"
          message="This registry limits pulls and counts each manifest that is read. Only digests are shown, which are free."
        >
          <Button small onPress={() => useTags.getState().readManifests(page)}>
            Read platforms and sizes
          </Button>
        </Note>
      )}
      <DigestsStatus {...props} />
    </div>
  );
}

interface BarProps extends OpenProps {
  readonly digestTags: number;
  readonly onShow: () => void;
}

/** The filter, and how tags are listed. */
function ListBar({ page, view, digestTags, onShow }: BarProps) {
  const { change, setGrouped } = useTags.getState();
  const bar = useRef<HTMLDivElement>(null);
  const field = useRef<HTMLInputElement>(null);
  useFindKey(
    bar,
    () => {
      field.current?.focus();
      field.current?.select();
    },
    true,
  );
  return (
    <div ref={bar} className={classNames(styles["bar"])}>
      <span role="search" className={classNames(styles["filter"])}>
        <TextInput
          label="Filter tags"
          placeholder="Filter tags: 1.4, 1.*-alpine (Ctrl+F)"
          value={view.filter}
          inputRef={field}
          onChange={(filter) => change(page, { filter })}
          onKeyDown={(event) => {
            if (event.key === "Enter" || event.key === "ArrowDown") {
              event.preventDefault();
              onShow();
            } else if (event.key === "Escape" && view.filter !== "") {
              event.preventDefault();
              change(page, { filter: "" });
            }
          }}
        />
      </span>
      <RadioChoice
        label="Order"
        value={view.order}
        choices={[
          { value: "version", label: "Newest version" },
          { value: "name", label: "Name" },
        ]}
        onChange={(order) => change(page, { order })}
      />
      <Switch isSelected={view.isGrouped} onChange={(on) => setGrouped(page, on)}>
        Group by digest
      </Switch>
      {digestTags > 0 && (
        <Switch
          isSelected={view.showsDigestTags}
          onChange={(showsDigestTags) => change(page, { showsDigestTags })}
        >
          Digest tags ({digestTags.toLocaleString("en")})
        </Switch>
      )}
    </div>
  );
}

function countTags(rows: readonly TagRow[]): number {
  return rows.reduce((sum, { others }) => sum + 1 + others.length, 0);
}

/** Says what is shown: `12 of 1,234 tags`. */
function countLabel(shown: number, all: number, isFiltered: boolean): string {
  const of = countOf(all, "tag");
  return isFiltered ? `${shown.toLocaleString("en")} of ${of}` : of;
}

function OpenTags(props: OpenProps) {
  const { page, list, view } = props;
  const { tags } = list;
  const { order, showsDigestTags, isGrouped, filter } = view;
  const digests = isGrouped && view.digests.kind === "read" ? view.digests.digests : undefined;
  const marks = useMemo(() => readDigestTags(tags), [tags]);
  const digestTags = useMemo(() => tags.filter(isDigestTag).length, [tags]);
  const all = useMemo(
    () => listTagRows(tags, { order, showsDigestTags, digests }),
    [tags, order, showsDigestTags, digests],
  );
  // Not deferred: a letter takes 26 ms in 50,000 tags, and with a render of its own 54 ms.
  const rows = useMemo(() => filterTagRows(all, filter), [all, filter]);
  const total = useMemo(() => countTags(all), [all]);
  const shown = useMemo(() => countTags(rows), [rows]);
  const chosen = useMemo(() => selectedTags(rows, view.selected), [rows, view.selected]);
  const listRef = useRef<VirtualListHandle>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    // The button that led here is unmounted.
    if (document.activeElement === document.body) {
      heading.current?.focus();
    }
  }, []);
  return (
    <>
      <header className={classNames(styles["head"])}>
        <h2 ref={heading} tabIndex={-1} className={classNames(styles["name"])}>
          <ReferenceText text={list.repository} />
        </h2>
        <span role="status" className={classNames(styles["count"])}>
          {countLabel(shown, total, filter.trim() !== "")}
        </span>
        {list.kind === "registry" && (
          <span className={classNames(styles["count"])}>
            <PullsLeftText host={list.repository.split("/", 1)[0] ?? ""} />
          </span>
        )}
      </header>
      <ListBar
        {...props}
        digestTags={digestTags}
        onShow={() => {
          const [first] = rows;
          if (first !== undefined) {
            listRef.current?.show(first.id, { focus: true });
          }
        }}
      />
      <Notes {...props} />
      {chosen.length > 0 && <SelectionBar page={page} list={list} tags={chosen} />}
      {rows.length > 0 ? (
        <TagList
          page={page}
          list={list}
          rows={rows}
          selected={view.selected}
          marks={marks}
          listRef={listRef}
        />
      ) : all.length > 0 ? (
        <EmptyState lead="No tag matches the filter.">
          <Button small onPress={() => useTags.getState().change(page, { filter: "" })}>
            Show all tags
          </Button>
        </EmptyState>
      ) : (
        <EmptyState lead="This repository has no tags.">
          <p>Content may still be there without a tag: open it by its digest.</p>
        </EmptyState>
      )}
    </>
  );
}

/** All of a page but what its tags point to, which each row takes for itself. */
function viewOf(page: TagsPageState): ListView {
  const view = { ...page, tags: undefined };
  return view;
}

/** The tags of a repository. @param repository as typed, or its full name */
export function TagsPage({ repository }: { readonly repository: string }) {
  const view = useTags(
    useShallow(({ pages }) => {
      const page = pages[repository];
      return page === undefined ? undefined : viewOf(page);
    }),
  );
  useEffect(() => useTags.getState().open(repository), [repository]);
  return (
    <section aria-label="Tags of the repository" className={classNames(styles["page"])}>
      {view?.state.kind === "open" ? (
        <OpenTags page={repository} list={view.state.list} view={view} />
      ) : (
        view !== undefined && <ListStatus page={repository} state={view.state} />
      )}
    </section>
  );
}
