import { RotateCcw } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { type CommandEntry, type CommandId, commands } from "../../../shared/commands.ts";
import { acceleratorOf, acceleratorProblem } from "../../commands/accelerator.ts";
import {
  acceleratorIn,
  commandWithKeys,
  isRebindable,
  labelOf,
  rebind,
  resetKeys,
} from "../../commands/keymap.ts";
import { matchesWords } from "../../commands/matchesWords.ts";
import { ShortcutKeys } from "../../commands/ShortcutKeys.tsx";
import { setRecording } from "../../commands/useShortcuts.ts";
import { Button, IconButton } from "../../ui/Button.tsx";
import { classNames } from "../../ui/classNames.ts";
import { DialogBody, DialogFoot, ModalDialog } from "../../ui/ModalDialog.tsx";
import { TextInput } from "../../ui/TextInput.tsx";
import { useSettings } from "../settings/settingsStore.ts";
import { fixedKeys } from "./fixedKeys.ts";
import styles from "./HelpDialogs.module.css";

/** The change of one shortcut. */
type KeyChange =
  | { readonly kind: "none" }
  /** Waiting for keys. @see problem why the last ones were refused */
  | { readonly kind: "recording"; readonly id: CommandId; readonly problem?: string }
  /** The keys run another command. */
  | {
      readonly kind: "conflict";
      readonly id: CommandId;
      readonly keys: string;
      readonly owner: CommandId;
    };

const menus = ["File", "Edit", "Image", "View", "Help"] as const;

/** Records keys for a command while its change is `recording`. */
function useKeyRecorder(
  change: KeyChange,
  setChange: (change: KeyChange) => void,
  save: (id: CommandId, keys: string | null) => void,
): void {
  const id = change.kind === "recording" ? change.id : undefined;
  useEffect(() => {
    if (id === undefined) {
      return undefined;
    }
    function onKeyDown(event: KeyboardEvent): void {
      if (id === undefined || event.isComposing || event.key === "Tab") {
        return;
      }
      event.preventDefault();
      event.stopPropagation();
      const { info, shortcuts } = useSettings.getState();
      const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey && !event.shiftKey;
      if (event.key === "Escape") {
        setChange({ kind: "none" });
        return;
      }
      if (isPlain && (event.key === "Backspace" || event.key === "Delete")) {
        save(id, null);
        return;
      }
      const keys = acceleratorOf(event, info?.platform === "darwin");
      if (keys === undefined) {
        return;
      }
      const problem = acceleratorProblem(keys);
      const owner = commandWithKeys(shortcuts, keys);
      if (problem !== undefined) {
        setChange({ kind: "recording", id, problem });
      } else if (owner !== undefined && owner !== id) {
        setChange({ kind: "conflict", id, keys, owner });
      } else {
        save(id, keys);
      }
    }
    setRecording(true);
    window.addEventListener("keydown", onKeyDown, true);
    return () => {
      setRecording(false);
      window.removeEventListener("keydown", onKeyDown, true);
    };
  }, [id, setChange, save]);
}

interface ShortcutRowProps {
  readonly command: CommandEntry & { readonly id: CommandId };
  readonly change: KeyChange;
  readonly setChange: (change: KeyChange) => void;
  readonly save: (id: CommandId, keys: string | null) => void;
}

/** One command with its keys, and the buttons that change them. */
function ShortcutRow({ command, change, setChange, save }: ShortcutRowProps) {
  const { id } = command;
  const shortcuts = useSettings((state) => state.shortcuts);
  const setShortcuts = useSettings((state) => state.setShortcuts);
  const keys = acceleratorIn(shortcuts, id);
  const label = labelOf(id);
  const own = change.kind !== "none" && change.id === id ? change : undefined;
  const changeButton = useRef<HTMLButtonElement>(null);
  /** Acts for a button that then disappears: its focus would fall out of the dialog, where Escape does nothing. */
  function leave(act: () => void): void {
    changeButton.current?.focus();
    act();
  }
  return (
    <li className={classNames(styles["row"])}>
      <span className={classNames(styles["label"])}>{label}</span>
      <span className={classNames(styles["keys"])}>
        {own?.kind === "recording" ? (
          <span className={classNames(styles["recording"])}>Press keys…</span>
        ) : keys === undefined ? (
          <span className={classNames(styles["none"])}>none</span>
        ) : (
          <ShortcutKeys accelerator={keys} />
        )}
      </span>
      {isRebindable(id) ? (
        <span className={classNames(styles["buttons"])}>
          <Button
            ref={changeButton}
            small
            look="quiet"
            aria-label={`Change keys of ${label}`}
            onPress={() => setChange({ kind: "recording", id })}
          >
            Change
          </Button>
          {id in shortcuts && (
            <IconButton
              label={`Reset keys of ${label}`}
              tip="Reset"
              onPress={() => leave(() => void setShortcuts(resetKeys(shortcuts, id)))}
            >
              <RotateCcw size={13} aria-hidden />
            </IconButton>
          )}
        </span>
      ) : (
        <span className={classNames(styles["none"])}>fixed</span>
      )}
      <div role="status" className={classNames(styles["note"])}>
        {own?.kind === "recording" &&
          `${own.problem ?? ""} Escape keeps the keys, Backspace removes them.`.trim()}
        {own?.kind === "conflict" && (
          <>
            <span>
              <ShortcutKeys accelerator={own.keys} /> runs {labelOf(own.owner)}.
            </span>
            <Button small onPress={() => leave(() => save(id, own.keys))}>
              Use for {label}
            </Button>
            <Button small onPress={() => leave(() => setChange({ kind: "none" }))}>
              Keep
            </Button>
          </>
        )}
      </div>
    </li>
  );
}

function FixedKeys() {
  return (
    <section aria-label="Fixed keys">
      <h3 className={classNames(styles["menu"])}>Fixed keys</h3>
      <ul className={classNames(styles["list"])}>
        {fixedKeys.map(({ keys, does }) => (
          <li key={does} className={classNames(styles["row"])}>
            <span className={classNames(styles["label"])}>{does}</span>
            <span className={classNames(styles["keys"])}>
              {keys.map((accelerator) => (
                <ShortcutKeys key={accelerator} accelerator={accelerator} />
              ))}
            </span>
            <span className={classNames(styles["none"])}>fixed</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** All commands with their keys, which can be changed. */
export function ShortcutsDialog({ onClose }: { readonly onClose: () => void }) {
  const shortcuts = useSettings((state) => state.shortcuts);
  const setShortcuts = useSettings((state) => state.setShortcuts);
  const [filter, setFilter] = useState("");
  const [change, setChange] = useState<KeyChange>({ kind: "none" });
  const [save] = useState(() => (id: CommandId, keys: string | null): void => {
    const { shortcuts: before, setShortcuts: set } = useSettings.getState();
    setChange({ kind: "none" });
    void set(rebind(before, id, keys));
  });
  useKeyRecorder(change, setChange, save);
  const filterField = useRef<HTMLInputElement>(null);
  const shown = commands.filter(({ id }) => matchesWords(labelOf(id), filter));
  return (
    <ModalDialog title="Keyboard Shortcuts" isOpen onClose={onClose} width={620}>
      <DialogBody>
        <TextInput
          label="Filter commands"
          placeholder="Filter commands"
          value={filter}
          onChange={setFilter}
          autoFocus
          inputRef={filterField}
        />
        {menus.map((menu) => {
          const listed = shown.filter((command) => command.menu === menu);
          return listed.length === 0 ? null : (
            <section key={menu} aria-label={`${menu} commands`}>
              <h3 className={classNames(styles["menu"])}>{menu}</h3>
              <ul className={classNames(styles["list"])}>
                {listed.map((command) => (
                  <ShortcutRow
                    key={command.id}
                    command={command}
                    change={change}
                    setChange={setChange}
                    save={save}
                  />
                ))}
              </ul>
            </section>
          );
        })}
        {shown.length === 0 && <p className={classNames(styles["none"])}>No matching command.</p>}
        {filter === "" && <FixedKeys />}
      </DialogBody>
      <DialogFoot words="The menu shows changed keys at once.">
        <Button
          isDisabled={Object.keys(shortcuts).length === 0}
          onPress={() => {
            // The button is disabled then, and keys in a disabled button reach nothing.
            filterField.current?.focus();
            void setShortcuts({});
          }}
        >
          Reset all
        </Button>
        <Button look="primary" onPress={onClose}>
          Close
        </Button>
      </DialogFoot>
    </ModalDialog>
  );
}
