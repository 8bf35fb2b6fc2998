import { MergeView } from "@codemirror/merge";
import { EditorView } from "@codemirror/view";
import { useEffect, useRef } from "react";
import { classNames } from "../../ui/classNames.ts";
import {
  finish,
  indentedDocument,
  type JsonDocument,
  plainDocument,
} from "../../ui/json/jsonDocument.ts";
import { jsonViewerExtensions } from "../../ui/json/jsonExtensions.ts";
import styles from "./JsonDiff.module.css";

/** Unchanged lines beside a change, and the fewest that are folded. */
const collapseUnchanged = { margin: 3, minSize: 6 };
/** Differences are exact up to this effort; beyond it, whole ranges count as changed. In milliseconds. */
const diffConfig = { scanLimit: 2000, timeout: 300 };

interface JsonDiffProps {
  /** What the documents are: `Manifest`. */
  readonly label: string;
  readonly before: string;
  readonly after: string;
  /** Whether JSON is indented. */
  readonly isPretty: boolean;
  /** Whether equal lines are folded. */
  readonly isFolded: boolean;
}

function documentOf(text: string, isPretty: boolean): JsonDocument {
  return finish(isPretty ? indentedDocument(text) : plainDocument(text));
}

/** Two texts side by side with their differences. */
export function JsonDiff({ label, before, after, isPretty, isFolded }: JsonDiffProps) {
  const host = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (host.current === null) {
      return;
    }
    const side = (which: string, text: string) => {
      const shown = documentOf(text, isPretty);
      const name = `${label}, ${which} side`;
      return {
        doc: shown.doc,
        extensions: [jsonViewerExtensions(name, shown), EditorView.lineWrapping],
      };
    };
    const view = new MergeView({
      a: side("first", before),
      b: side("second", after),
      parent: host.current,
      ...(isFolded ? { collapseUnchanged } : {}),
      diffConfig,
    });
    return () => view.destroy();
  }, [label, before, after, isPretty, isFolded]);
  return <div ref={host} className={classNames(styles["diff"])} />;
}
