import {
  type KeyboardEvent,
  type ReactNode,
  type RefObject,
  useId,
  useMemo,
  useState,
} from "react";
import { classNames } from "../../ui/classNames.ts";
import { countOf } from "../../../shared/countOf.ts";
import type { SuggestingFieldProps } from "../../ui/suggestingField.ts";
import { optionId, SuggestionPopup } from "../../ui/SuggestionPopup.tsx";
import styles from "../../ui/SuggestionPopup.module.css";
import { filterOptions } from "./filterOptions.ts";
import { lastReference } from "./lastReference.ts";
import { useCompletion } from "./useCompletion.ts";

const pageLength = 9;
const none: readonly string[] = [];

interface ReferenceCompletionOptions {
  readonly text: string;
  readonly setText: (text: string) => void;
  readonly fieldRef: RefObject<HTMLInputElement | HTMLTextAreaElement | null>;
  /** References that are not offered, because the draft has them. */
  readonly taken?: readonly { readonly text: string }[];
}

interface ReferenceCompletion {
  /** Calls `setText`, and completes the reference at the end of the text. */
  readonly onChange: (text: string) => void;
  /** The properties of the field. */
  readonly suggesting: SuggestingFieldProps;
  /** To render beside the field. */
  readonly popup: ReactNode;
}

/** The next active option after a key. Past either end, none is active; the next key starts at the other end. */
function moveActive(key: string, active: number | undefined, count: number): number | undefined {
  const last = count - 1;
  switch (key) {
    case "ArrowDown":
      return active === last ? undefined : active === undefined ? 0 : active + 1;
    case "ArrowUp":
      return active === 0 ? undefined : active === undefined ? last : active - 1;
    case "PageDown":
      return Math.min(last, (active ?? 0) + pageLength);
    default:
      return Math.max(0, (active ?? 0) - pageLength);
  }
}

const movingKeys: ReadonlySet<string> = new Set(["ArrowDown", "ArrowUp", "PageDown", "PageUp"]);

/**
 * Completes the references that are typed into a field: repositories, then the tags of the repository. The arrow keys
 * choose, Enter takes the chosen option, Escape closes the list or ends the wait for it, Alt and the down arrow opens it.
 */
export function useReferenceCompletion(options: ReferenceCompletionOptions): ReferenceCompletion {
  const { text, setText, fieldRef, taken } = options;
  const listId = useId();
  const [isTyping, setTyping] = useState(false);
  /** The option that Enter takes. By its text: further options may come before it. */
  const [chosen, setChosen] = useState<string>();
  const reference = isTyping ? lastReference(text) : "";
  const state = useCompletion(reference);
  const completion = state.kind === "known" ? state.completion : undefined;
  const pending =
    state.kind === "waiting" ? state : state.kind === "known" ? state.wait : undefined;
  const wait = isTyping ? pending : undefined;
  const { stem = "" } = completion ?? {};
  const matching = useMemo(() => {
    if (completion === undefined) {
      return none;
    }
    const known = new Set(taken?.map((item) => item.text));
    const free = completion.options.filter((option) => !known.has(stem + option));
    return filterOptions(free, reference.slice(stem.length));
  }, [completion, reference, stem, taken]);
  const isOpen = isTyping && matching.length > 0;
  const at = chosen === undefined ? -1 : matching.indexOf(chosen);
  const active = at < 0 ? undefined : at;
  const isTags = completion?.kind === "tags";

  function close(): void {
    setTyping(false);
    setChosen(undefined);
  }

  function choose(option: string): void {
    const start = text.slice(0, text.length - reference.length) + stem + option;
    setText(isTags ? start : `${start}:`);
    setTyping(!isTags);
    setChosen(undefined);
  }

  /** Returns whether the key was for the list. */
  function handleKey(event: KeyboardEvent): boolean {
    if (event.key === "ArrowDown" && event.altKey && !isOpen) {
      setTyping(true);
      return true;
    }
    if (!isOpen && wait === undefined) {
      if (event.key === "Enter") {
        // What is typed is complete: a list that comes later would cover what it opens.
        close();
      }
      return false;
    }
    if (event.key === "Tab") {
      close();
      return false;
    }
    if (event.key === "Escape") {
      close();
      return true;
    }
    if (event.key === "Enter") {
      const option = active === undefined ? undefined : matching[active];
      if (option === undefined || event.shiftKey || event.ctrlKey || event.metaKey) {
        close();
        return false;
      }
      choose(option);
      return true;
    }
    if (isOpen && movingKeys.has(event.key) && !event.shiftKey) {
      const next = moveActive(event.key, active, matching.length);
      setChosen(next === undefined ? undefined : matching[next]);
      return true;
    }
    return false;
  }

  return {
    onChange: (typed) => {
      const field = fieldRef.current;
      setText(typed);
      setChosen(undefined);
      // Text that is pasted is complete.
      setTyping(
        Math.abs(typed.length - text.length) <= 1 &&
          (field === null || field.selectionEnd === field.value.length),
      );
    },
    suggesting: {
      aria: {
        "aria-autocomplete": "list",
        "aria-haspopup": "listbox",
        ...(isOpen ? { "aria-controls": listId } : {}),
        ...(isOpen && active !== undefined
          ? { "aria-activedescendant": optionId(listId, active) }
          : {}),
      },
      onKeyDown: (event) => {
        if (event.nativeEvent.isComposing || !handleKey(event)) {
          return false;
        }
        event.preventDefault();
        event.stopPropagation();
        return true;
      },
      onBlur: close,
    },
    popup: (
      <>
        {/* Without the count, which screen readers would announce again and again. */}
        <span role="status" className={classNames(styles["status"])}>
          {[...(isOpen ? [countOf(matching.length, "suggestion")] : []), wait?.label].join(" ")}
        </span>
        {(isOpen || wait !== undefined) && (
          <SuggestionPopup
            id={listId}
            label={isTags ? "Tags" : stem === "" ? "Recent repositories" : "Repositories"}
            options={matching}
            active={active}
            fieldRef={fieldRef}
            query={reference}
            footer={
              completion?.isTruncated === undefined
                ? wait && `${wait.message} Esc cancels.`
                : `Not all ${isTags ? "tags of this repository" : "repositories of this registry"} are listed.`
            }
            onChoose={choose}
          />
        )}
      </>
    ),
  };
}
