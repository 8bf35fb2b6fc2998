import { useEffect } from "react";
import type { Opened } from "../../../shared/opened.ts";
import { api } from "../../api.ts";
import { Button } from "../../ui/Button.tsx";
import { classNames } from "../../ui/classNames.ts";
import { escapeInvisible } from "../../ui/escapeInvisible.ts";
import { Note } from "../../ui/Note.tsx";
import styles from "../settings/StorageProblems.module.css";
import { useOpened } from "./openedStore.ts";

function describe(opened: Opened): string {
  switch (opened.kind) {
    case "reference":
      return `A link asks to inspect ${escapeInvisible(opened.text)}.`;
    case "rejected":
      return escapeInvisible(opened.message);
    case "recipe":
    case "plan":
      return `The ${opened.kind} ${escapeInvisible(opened.name)} waits to be opened.`;
  }
}

/** Opens links and files that the desktop hands over; those that have to wait are shown above all views. */
export function OpenedNotes() {
  const waiting = useOpened((state) => state.waiting);
  const { take, open, dismiss } = useOpened.getState();
  useEffect(() => {
    void take();
    return api.on("opened:waiting", () => void take());
  }, [take]);
  return waiting.length === 0 ? null : (
    <div className={classNames(styles["problems"])} role="status">
      {waiting.map((opened) => (
        <Note
          key={opened.id}
          look={opened.kind === "rejected" ? "warning" : "note"}
          message={describe(opened)}
        >
          {opened.kind !== "rejected" && (
            <Button small onPress={() => open(opened)}>
              Open
            </Button>
          )}
          <Button small onPress={() => dismiss(opened)}>
            Dismiss
          </Button>
        </Note>
      ))}
    </div>
  );
}
