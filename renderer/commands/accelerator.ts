/** Names of keys in accelerators, by `KeyboardEvent.key`. */
const keyNames: Readonly<Record<string, string>> = {
  " ": "Space",
  "+": "Plus",
  ArrowDown: "Down",
  ArrowLeft: "Left",
  ArrowRight: "Right",
  ArrowUp: "Up",
};

const namedKeys = /^(?:F\d{1,2}|Enter|Tab|Backspace|Delete|Insert|Home|End|PageUp|PageDown)$/;

/** The key of an event as in accelerators; undefined for keys that accelerators cannot have. */
function keyOf({ key, code, altKey, shiftKey }: KeyboardEvent): string | undefined {
  const name = keyNames[key];
  if (name !== undefined) {
    return name;
  }
  if (namedKeys.test(key)) {
    return key;
  }
  // On non-Latin keyboards, and with Alt on macOS, the letter at the same position of a Latin one.
  if (/^[a-z]$/i.test(key) || /^Key[A-Z]$/.test(code)) {
    return /^[a-z]$/i.test(key) ? key.toUpperCase() : code.slice(-1);
  }
  if (/^Digit\d$/.test(code) && (shiftKey || altKey || /^\d$/.test(key))) {
    return code.slice(-1);
  }
  return /^[!-~]$/.test(key) ? key : undefined;
}

/**
 * Names the keys of an event in Electron's notation, with modifiers in one order: `CmdOrCtrl+Alt+Shift+N`.
 * @returns undefined for a modifier alone, and for combinations that accelerators cannot have
 */
export function acceleratorOf(event: KeyboardEvent, isMac: boolean): string | undefined {
  const key = keyOf(event);
  if (key === undefined || (event.metaKey && !isMac)) {
    return undefined;
  }
  return [
    (isMac ? event.metaKey : event.ctrlKey) ? "CmdOrCtrl" : undefined,
    isMac && event.ctrlKey ? "Ctrl" : undefined,
    event.altKey ? "Alt" : undefined,
    // Shift is part of a sign such as `?`.
    event.shiftKey && !/^[!-/:-@[-`{-~]$/.test(key) ? "Shift" : undefined,
    key,
  ]
    .filter((part) => part !== undefined)
    .join("+");
}

/** Keys that the system, the browser or the app's lists use: no command can have them. */
const reserved: ReadonlySet<string> = new Set([
  ...["A", "C", "V", "X", "Q", "W", "Z", "Y", "0", "-", "=", "Plus"].map(
    (key) => `CmdOrCtrl+${key}`,
  ),
  ...["Z", "I", "V"].map((key) => `CmdOrCtrl+Shift+${key}`),
  ...["Backspace", "Delete", "Left", "Right", "Up", "Down", "Home", "End", "Tab"].flatMap((key) => [
    `CmdOrCtrl+${key}`,
    `CmdOrCtrl+Shift+${key}`,
  ]),
  "F6",
  "F10",
  "F11",
  "F12",
]);

/** Why no command can have these keys; undefined if one can. */
export function acceleratorProblem(accelerator: string): string | undefined {
  if (reserved.has(accelerator)) {
    return "These keys have a fixed use.";
  }
  const hasModifier = /^(?:CmdOrCtrl|Ctrl)\+/.test(accelerator);
  return hasModifier || /^(?:Shift\+)?F\d{1,2}$/.test(accelerator)
    ? undefined
    : "Use Ctrl or Cmd with another key, or a function key.";
}
