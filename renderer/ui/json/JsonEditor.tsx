import { openSearchPanel } from "@codemirror/search";
import { EditorState } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { Search } from "lucide-react";
import {
  type KeyboardEvent,
  type ReactNode,
  useEffect,
  useEffectEvent,
  useMemo,
  useRef,
  useState,
} from "react";
import { Button } from "../Button.tsx";
import { classNames } from "../classNames.ts";
import { CopyButton } from "../CopyButton.tsx";
import { Spinner } from "../Spinner.tsx";
import { Switch } from "../Switch.tsx";
import { digestLinks } from "./digestLinks.ts";
import { jsonViewerExtensions, styleNonce } from "./jsonExtensions.ts";
import styles from "./JsonEditor.module.css";
import { useJsonDocument } from "./useJsonDocument.ts";

export interface JsonEditorProps {
  readonly label: string;
  readonly text: string;
  /** Shown next to the buttons: media type, digest, size. */
  readonly children?: ReactNode;
  /** Buttons beside Find and Copy. */
  readonly actions?: ReactNode;
  /** Opens a digest in the text; without it, digests are not links. */
  readonly onOpenDigest?: (digest: string) => void;
}

/** Exact text, read-only, with search and copy. JSON on one line is shown indented; Copy copies the exact text. */
export function JsonEditor({ label, text, children, actions, onOpenDigest }: JsonEditorProps) {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(null);
  const [pretty, setPretty] = useState(true);
  const isCompact = useMemo(() => /^\s*[[{]/.test(text) && !text.trim().includes("\n"), [text]);
  const shown = useJsonDocument(text, pretty && isCompact);

  useEffect(() => {
    if (host.current === null) {
      return;
    }
    const editor = new EditorView({ parent: host.current, extensions: styleNonce() });
    view.current = editor;
    return () => {
      editor.destroy();
      view.current = null;
    };
  }, []);

  const openDigest = useEffectEvent((digest: string) => onOpenDigest?.(digest));
  const hasLinks = onOpenDigest !== undefined;
  useEffect(() => {
    if (shown === undefined) {
      return;
    }
    const links = hasLinks ? digestLinks((digest) => openDigest(digest)) : [];
    view.current?.setState(
      EditorState.create({
        doc: shown.doc,
        extensions: [links, jsonViewerExtensions(label, shown)],
      }),
    );
  }, [shown, label, hasLinks]);

  function find(): void {
    if (view.current !== null) {
      openSearchPanel(view.current);
    }
  }

  function onKeyDown(event: KeyboardEvent): void {
    if ((event.ctrlKey || event.metaKey) && event.key === "f" && !event.defaultPrevented) {
      event.preventDefault();
      find();
    }
  }

  return (
    // Ctrl+F searches also if the focus is on a button next to the editor.
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions
    <div className={classNames(styles["viewer"])} onKeyDown={onKeyDown}>
      <div className={classNames(styles["bar"])}>
        <div className={classNames(styles["facts"])}>{children}</div>
        {isCompact && (
          <Switch isSelected={pretty} onChange={setPretty}>
            Pretty
          </Switch>
        )}
        <Button small onPress={find}>
          <Search size={13} aria-hidden /> Find
        </Button>
        <CopyButton text={text} label="Copy" />
        {actions}
      </div>
      <div className={classNames(styles["frame"])} data-waiting={shown === undefined || undefined}>
        <div ref={host} className={classNames(styles["editor"])} />
        <div role="status" className={classNames(styles["status"])}>
          {shown === undefined && (
            <span className={classNames(styles["waiting"])}>
              <Spinner /> Laying out the text…
            </span>
          )}
        </div>
      </div>
    </div>
  );
}
