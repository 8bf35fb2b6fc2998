import { Search } from "lucide-react";
import {
  type KeyboardEvent,
  type RefObject,
  useDeferredValue,
  useEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import type { DraftSource } from "../../../../shared/draft.ts";
import { afterFocusRestored, useFocusRequest, useNavigation } from "../../../navigation.ts";
import { IconButton } from "../../../ui/Button.tsx";
import { classNames } from "../../../ui/classNames.ts";
import { FindField } from "../../../ui/FindField.tsx";
import { useFindKey } from "../../../ui/useFindKey.ts";
import { VirtualList, type VirtualListHandle } from "../../../ui/list/VirtualList.tsx";
import { useCompose } from "../composeStore.ts";
import styles from "./SourceList.module.css";
import { SourceRow } from "./SourceRow.tsx";

/** A source with its number in the draft, from 1. */
interface ListedSource {
  readonly id: string;
  readonly source: DraftSource;
  readonly number: number;
}

function textOf({ source }: ListedSource): string {
  return source.text;
}

function renderSource({ source, number }: ListedSource) {
  return <SourceRow source={source} number={number} />;
}

/** The id of the last source if sources were appended, which the list then scrolls to. */
function appendedSource(
  before: readonly DraftSource[],
  after: readonly DraftSource[],
): string | undefined {
  const last = after.at(-1);
  const isNew = last !== undefined && before.every(({ id }) => id !== last.id);
  return isNew && after.length > before.length ? last.id : undefined;
}

/** From how many sources on the find field is offered by a button; Ctrl+F opens it always. */
const minOffered = 8;

interface FindState {
  /** Undefined while the field is closed. */
  readonly text: string | undefined;
  readonly field: RefObject<HTMLInputElement | null>;
  readonly open: () => void;
  readonly close: () => void;
  readonly setText: (text: string) => void;
}

/** The state of the find field, which Ctrl+F opens while the focus is in the pane. */
function useFind(frame: RefObject<HTMLDivElement | null>): FindState {
  const [text, setText] = useState<string>();
  const field = useRef<HTMLInputElement>(null);
  function open(): void {
    setText((typed) => typed ?? "");
    afterFocusRestored(() => {
      field.current?.focus();
      field.current?.select();
    });
  }
  useFindKey(frame, open);
  return { text, field, open, close: () => setText(undefined), setText };
}

const noSources: readonly DraftSource[] = [];

/** The sources to list; many new ones are rendered in steps, after the rest of the window. */
function useShownSources(): readonly DraftSource[] {
  return useDeferredValue(
    useCompose((state) => state.draft.sources),
    noSources,
  );
}

function useListed(sources: readonly DraftSource[], find: string): readonly ListedSource[] {
  return useMemo(() => {
    const wanted = find.trim().toLowerCase();
    return sources
      .map((source, at): ListedSource => ({ id: source.id, source, number: at + 1 }))
      .filter(({ source }) => source.text.toLowerCase().includes(wanted));
  }, [sources, find]);
}

/** Scrolls to sources that are appended. */
function useShowAppended(
  sources: readonly DraftSource[],
  list: RefObject<VirtualListHandle | null>,
): void {
  const rendered = useRef(sources);
  useEffect(() => {
    const appended = appendedSource(rendered.current, sources);
    rendered.current = sources;
    if (appended !== undefined) {
      list.current?.show(appended);
    }
  }, [sources, list]);
}

function startEdit({ id }: ListedSource): void {
  useCompose.getState().startSourceEdit(id);
}

function reorder(ids: ReadonlySet<string>, before: string | undefined): void {
  useCompose.getState().moveSources(ids, before);
}

/** The sources in order; they are moved by dragging or with Alt and the arrow keys. Ctrl+F finds them. */
export function SourceList() {
  const count = useCompose((state) => state.draft.sources.length);
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const frame = useRef<HTMLDivElement>(null);
  const list = useRef<VirtualListHandle>(null);
  const find = useFind(frame);
  const sources = useShownSources();
  const items = useListed(sources, find.text ?? "");
  useShowAppended(sources, list);
  useFocusRequest("failedSource", () => {
    const { draft, sources: states } = useCompose.getState();
    const failed = draft.sources.find(({ id }) => states[id]?.kind === "failed");
    if (failed !== undefined) {
      find.close();
      afterFocusRestored(() => list.current?.show(failed.id, { focus: true }));
    }
  });

  function showFirst(): void {
    const [first] = items;
    if (first !== undefined) {
      list.current?.show(first.id, { focus: true });
    }
  }

  /** Removes the source, or the whole selection if it is selected. */
  function remove(id: string): void {
    const { removeSources } = useCompose.getState();
    removeSources(selected.has(id) ? selected : new Set([id]));
    setSelected(new Set());
    if (useCompose.getState().draft.sources.length === 0) {
      useNavigation.getState().requestFocus("addSource");
    }
  }

  function onRowKeyDown(event: KeyboardEvent, item: ListedSource): void {
    if (event.altKey && (event.key === "ArrowUp" || event.key === "ArrowDown")) {
      useCompose.getState().stepSource(item.id, event.key === "ArrowUp" ? -1 : 1);
    } else if (event.key === "F2") {
      startEdit(item);
    } else if (event.key === "Delete" || event.key === "Backspace") {
      remove(item.id);
    } else {
      return;
    }
    event.preventDefault();
  }

  return (
    <div ref={frame} className={classNames(styles["frame"])}>
      {find.text !== undefined && (
        <FindField
          label="Find sources"
          value={find.text}
          onChange={find.setText}
          count={`${items.length.toLocaleString("en")} of ${count.toLocaleString("en")}`}
          onShow={showFirst}
          onClose={() => {
            find.close();
            showFirst();
          }}
          inputRef={find.field}
        />
      )}
      {find.text === undefined && count >= minOffered && (
        <div className={classNames(styles["offer"])}>
          <IconButton label="Find sources (Ctrl+F)" onPress={find.open}>
            <Search size={13} aria-hidden />
          </IconButton>
        </div>
      )}
      {sources.length > 0 && (
        <VirtualList
          ref={list}
          label="Sources"
          items={items}
          estimatedHeight={48}
          startsAtEnd
          textOf={textOf}
          selection={{ selected, onChange: setSelected }}
          onAction={startEdit}
          onReorder={reorder}
          onRowKeyDown={onRowKeyDown}
        >
          {renderSource}
        </VirtualList>
      )}
    </div>
  );
}
