import { lazyPart } from "../lazyPart.tsx";

/** Exact text with search and copy, shown by an editor that is not loaded at the start. */
export const JsonViewer = lazyPart(async () => (await import("./JsonEditor.tsx")).JsonEditor);
