import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import {
  DropIndicator,
  GridList,
  GridListItem,
  type Key,
  ListLayout,
  type Selection,
  useDragAndDrop,
  Virtualizer,
} from "react-aria-components";
import type { DraftSource } from "../../../../shared/draft.ts";
import { useFocusRequest, useNavigation } from "../../../navigation.ts";
import { classNames } from "../../../ui/classNames.ts";
import { rowOfKeyEvent, scrollToRow } from "../../../ui/gridRows.ts";
import { escapeInvisible } from "../../../ui/escapeInvisible.ts";
import { SourceRow } from "./SourceRow.tsx";
import styles from "./SourceList.module.css";
import { useCompose } from "../composeStore.ts";

function keysToIds(keys: Iterable<Key>): ReadonlySet<string> {
  return new Set([...keys].map(String));
}

/** The id of the last source if sources were appended, which the list then scrolls to. */
function appendedSource(
  before: readonly DraftSource[],
  after: readonly DraftSource[],
): string | undefined {
  const ids = new Set(after.map(({ id }) => id));
  const last = after.at(-1);
  const isNew = last !== undefined && before.every(({ id }) => id !== last.id && ids.has(id));
  return isNew && after.length > before.length ? last.id : undefined;
}

function showSource(
  frame: HTMLElement | null,
  id: string,
  onShown?: (row: HTMLElement) => void,
): void {
  const list = frame?.querySelector<HTMLElement>('[role="grid"]');
  const keys = useCompose.getState().draft.sources.map((source) => source.id);
  if (list) {
    scrollToRow(list, { keys, key: id, onShown });
  }
}

/**
 * Keeps a source in view while rows before it are resolved and grow, until the list is used.
 * @returns a function that releases it
 */
function keepSourceInView(frame: HTMLElement | null, id: string): () => void {
  const stop = new AbortController();
  const content = frame?.querySelector('[role="grid"] > *');
  const observer = new ResizeObserver(() => showSource(frame, id));
  stop.signal.addEventListener("abort", () => observer.disconnect());
  showSource(frame, id);
  if (content) {
    observer.observe(content);
  }
  for (const use of ["wheel", "pointerdown", "keydown"]) {
    frame?.addEventListener(use, () => stop.abort(), { signal: stop.signal });
  }
  return () => stop.abort();
}

/** The sources in order; they are moved by drag and drop or with Alt and the arrow keys. */
export function SourceList() {
  const sources = useCompose((state) => state.draft.sources);
  const actions = useCompose.getState();
  const [selected, setSelected] = useState<Selection>(new Set());

  const frame = useRef<HTMLDivElement>(null);
  useFocusRequest("failedSource", () => {
    const { draft, sources: statuses } = useCompose.getState();
    const failed = draft.sources.find(({ id }) => statuses[id]?.kind === "failed");
    if (failed !== undefined) {
      showSource(frame.current, failed.id, (row) => row.focus());
    }
  });
  const rendered = useRef(sources);
  useEffect(() => {
    const appended = appendedSource(rendered.current, sources);
    rendered.current = sources;
    if (appended !== undefined) {
      let release: (() => void) | undefined;
      const frameId = requestAnimationFrame(() => {
        release = keepSourceInView(frame.current, appended);
      });
      return () => {
        cancelAnimationFrame(frameId);
        release?.();
      };
    }
    return undefined;
  }, [sources]);

  const { dragAndDropHooks } = useDragAndDrop<DraftSource>({
    getItems: (_keys, items) => items.map((source) => ({ "text/plain": source.text })),
    onReorder: ({ keys, target }) => {
      const at = sources.findIndex(({ id }) => id === target.key);
      const next = sources[target.dropPosition === "after" ? at + 1 : at];
      actions.moveSources(keysToIds(keys), next?.id);
    },
    renderDropIndicator: (target) => (
      <DropIndicator target={target} className={classNames(styles["indicator"])} />
    ),
  });

  /** Removes the source, or the whole selection if it is selected. */
  function remove(id: string): void {
    const all = new Set(sources.map((source) => source.id));
    const chosen =
      selected === "all" ? all : keysToIds([...selected].filter((key) => all.has(String(key))));
    actions.removeSources(chosen.has(id) ? chosen : new Set([id]));
    setSelected(new Set());
    if (useCompose.getState().draft.sources.length === 0) {
      useNavigation.getState().requestFocus("addSource");
    }
  }

  function onKeyDownCapture(event: KeyboardEvent<HTMLDivElement>): void {
    const row = rowOfKeyEvent(event);
    const id = row?.dataset["key"];
    if (row === undefined || id === undefined) {
      return;
    }
    if (event.altKey && (event.key === "ArrowUp" || event.key === "ArrowDown")) {
      actions.stepSource(id, event.key === "ArrowUp" ? -1 : 1);
      // Moving a row in the DOM removes its focus.
      requestAnimationFrame(() => row.focus());
    } else if (event.key === "F2") {
      actions.startSourceEdit(id);
    } else if (event.key === "Delete" || event.key === "Backspace") {
      remove(id);
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  }

  return (
    // The list handles the keys for its rows; react-aria's list has no handler for them.
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions
    <div ref={frame} className={classNames(styles["frame"])} onKeyDownCapture={onKeyDownCapture}>
      <Virtualizer
        layout={ListLayout}
        layoutOptions={{ estimatedRowSize: 67 }}
        shouldObserveItemSize
      >
        <GridList<DraftSource>
          aria-label="Sources"
          items={sources}
          selectionMode="multiple"
          selectionBehavior="replace"
          selectedKeys={selected}
          onSelectionChange={setSelected}
          keyboardNavigationBehavior="tab"
          disallowTypeAhead
          dragAndDropHooks={dragAndDropHooks}
          onAction={(key) => actions.startSourceEdit(String(key))}
          className={classNames(styles["list"])}
        >
          {(source) => (
            <GridListItem
              id={source.id}
              textValue={escapeInvisible(source.text)}
              className={classNames(styles["item"])}
            >
              <SourceRow source={source} />
            </GridListItem>
          )}
        </GridList>
      </Virtualizer>
    </div>
  );
}
