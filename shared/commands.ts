/** A command of the app: an item of the menu, a shortcut, an entry of the palette. */
export interface CommandEntry {
  readonly id: string;
  readonly label: string;
  /** Electron's notation: `CmdOrCtrl+Enter`. */
  readonly accelerator?: string;
  readonly menu: "File" | "Edit" | "View" | "Image" | "Help";
  /** Whether it is one of alternatives that follow each other, of which one is chosen. */
  readonly isChoice?: true;
  /** Other words that the palette finds it by. */
  readonly keywords?: string;
}

/** All commands in menu order. The main process builds the menu from it, the window everything else. */
export const commands = [
  { id: "draft.new", label: "New Draft", accelerator: "CmdOrCtrl+N", menu: "File" },
  {
    id: "recipe.open",
    label: "Open Recipe…",
    accelerator: "CmdOrCtrl+Shift+L",
    menu: "File",
  },
  { id: "recipe.save", label: "Save Recipe…", accelerator: "CmdOrCtrl+S", menu: "File" },
  {
    id: "recipe.savePinned",
    label: "Save Recipe with Digests…",
    accelerator: "CmdOrCtrl+Shift+S",
    menu: "File",
  },
  { id: "source.add", label: "Add Sources…", accelerator: "CmdOrCtrl+O", menu: "File" },
  {
    id: "source.chooseLayout",
    label: "Add OCI Layout…",
    accelerator: "CmdOrCtrl+Shift+O",
    menu: "File",
  },
  { id: "source.chooseArchive", label: "Add Archive…", menu: "File", keywords: "open tar" },
  { id: "source.chooseDescriptor", label: "Add Descriptor File…", menu: "File" },
  { id: "source.chooseList", label: "Add References from File…", menu: "File" },
  { id: "plan.open", label: "Open Plan…", menu: "File" },
  { id: "edit.undo", label: "Undo", accelerator: "CmdOrCtrl+Z", menu: "Edit" },
  { id: "edit.redo", label: "Redo", accelerator: "CmdOrCtrl+Shift+Z", menu: "Edit" },
  {
    id: "source.refresh",
    label: "Refresh Preview",
    accelerator: "CmdOrCtrl+R",
    menu: "Image",
  },
  {
    id: "annotation.add",
    label: "Add Annotation…",
    accelerator: "CmdOrCtrl+Shift+N",
    menu: "Image",
  },
  { id: "target.add", label: "Add Target…", accelerator: "CmdOrCtrl+T", menu: "Image" },
  { id: "target.chooseLayout", label: "Choose Target Folder…", menu: "Image" },
  { id: "target.chooseArchive", label: "Choose Target Archive…", menu: "Image" },
  { id: "push.review", label: "Review Push…", accelerator: "CmdOrCtrl+Enter", menu: "Image" },
  { id: "push.show", label: "Show Push", menu: "Image" },
  {
    id: "inspect.open",
    label: "Inspect a Reference…",
    accelerator: "CmdOrCtrl+I",
    menu: "Image",
    keywords: "open",
  },
  {
    id: "inspect.openLayout",
    label: "Inspect OCI Layout…",
    menu: "Image",
    keywords: "open folder",
  },
  {
    id: "inspect.openArchive",
    label: "Inspect Archive…",
    menu: "Image",
    keywords: "open tar file",
  },
  { id: "inspect.retag", label: "Retag…", accelerator: "CmdOrCtrl+Shift+T", menu: "Image" },
  { id: "inspect.delete", label: "Delete Manifest…", menu: "Image" },
  { id: "tag.timeline", label: "Timeline of a Tag…", menu: "Image" },
  { id: "compare.open", label: "Compare…", accelerator: "CmdOrCtrl+D", menu: "Image" },
  { id: "compare.swap", label: "Swap Compared Sides", menu: "Image" },
  { id: "access.open", label: "Test Access…", menu: "Image" },
  { id: "tag.edit", label: "Edit a Tag…", accelerator: "CmdOrCtrl+E", menu: "Image" },
  { id: "view.compose", label: "Compose", accelerator: "CmdOrCtrl+1", menu: "View" },
  { id: "view.inspect", label: "Inspect", accelerator: "CmdOrCtrl+2", menu: "View" },
  { id: "view.compare", label: "Compare", accelerator: "CmdOrCtrl+3", menu: "View" },
  {
    id: "view.history",
    label: "History",
    accelerator: "CmdOrCtrl+4",
    menu: "View",
    keywords: "journal pushes restore",
  },
  {
    id: "view.registries",
    label: "Registries",
    accelerator: "CmdOrCtrl+5",
    menu: "View",
    keywords: "settings accounts passwords certificates",
  },
  { id: "view.back", label: "Back", accelerator: "Alt+Left", menu: "View" },
  { id: "view.forward", label: "Forward", accelerator: "Alt+Right", menu: "View" },
  { id: "inspect.reload", label: "Reload Image", accelerator: "F5", menu: "View" },
  {
    id: "inspect.nextTab",
    label: "Next Image Tab",
    accelerator: "CmdOrCtrl+PageDown",
    menu: "View",
  },
  {
    id: "inspect.previousTab",
    label: "Previous Image Tab",
    accelerator: "CmdOrCtrl+PageUp",
    menu: "View",
  },
  { id: "inspect.closeTab", label: "Close Image Tab", accelerator: "CmdOrCtrl+W", menu: "View" },
  { id: "rules.open", label: "Never Overwrite…", menu: "View", keywords: "settings protect tags" },
  {
    id: "palette.open",
    label: "Go to an Image or a Command…",
    accelerator: "CmdOrCtrl+K",
    menu: "View",
  },
  {
    id: "theme.system",
    label: "Theme: System",
    menu: "View",
    isChoice: true,
    keywords: "settings appearance",
  },
  {
    id: "theme.light",
    label: "Theme: Light",
    menu: "View",
    isChoice: true,
    keywords: "settings appearance",
  },
  {
    id: "theme.dark",
    label: "Theme: Dark",
    menu: "View",
    isChoice: true,
    keywords: "settings appearance",
  },
  { id: "help.open", label: "Manifestry Help", accelerator: "F1", menu: "Help" },
  {
    id: "help.shortcuts",
    label: "Keyboard Shortcuts",
    accelerator: "CmdOrCtrl+/",
    menu: "Help",
    keywords: "settings keys",
  },
  { id: "help.copyDiagnostics", label: "Copy Diagnostics", menu: "Help" },
  { id: "help.openLogFolder", label: "Open Log Folder", menu: "Help", keywords: "logs" },
  {
    id: "help.updates",
    label: "Check for Updates…",
    menu: "Help",
    keywords: "settings upgrade version",
  },
  {
    id: "help.about",
    label: "About Manifestry",
    menu: "Help",
    keywords: "version licenses",
  },
] as const satisfies readonly CommandEntry[];

export type CommandId = (typeof commands)[number]["id"];
