/** Keys that cannot be changed, and what they do. */
export const fixedKeys: readonly { readonly keys: readonly string[]; readonly does: string }[] = [
  { keys: ["F6", "Shift+F6"], does: "Go to the next or previous pane" },
  { keys: ["Enter"], does: "Act on the focused row" },
  { keys: ["Alt+Enter", "Ctrl+click"], does: "Open the focused content in a new tab" },
  { keys: ["Right", "Left"], does: "Expand or fold the focused branch" },
  { keys: ["Space"], does: "Include or exclude the focused entry" },
  { keys: ["F2"], does: "Edit the focused source" },
  { keys: ["Delete"], does: "Remove the focused sources" },
  { keys: ["Alt+Up", "Alt+Down"], does: "Move the focused row" },
  { keys: ["Shift+F10"], does: "Open the menu of the focused row" },
  { keys: ["Alt+Down"], does: "Show suggestions in a field" },
  { keys: ["Ctrl+F"], does: "Find in the list or text that has the focus" },
  { keys: ["Shift+Enter"], does: "Start a new line in a field that Enter submits" },
  { keys: ["Escape"], does: "Close a dialog, menu or list; cancel a wait" },
];
