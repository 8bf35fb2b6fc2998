/** A tool that can push too. */
export type ScriptTool = "buildx" | "regctl" | "crane";

/** The same push as a script for a POSIX shell. */
export interface WrittenScript {
  readonly kind: "written";
  readonly tool: ScriptTool;
  readonly text: string;
  /** Whether the index that it pushes has the same bytes. */
  readonly sameBytes: boolean;
  /** What the tool does otherwise, or not at all. */
  readonly differences: readonly string[];
}

export type Script =
  | WrittenScript
  /** The tool cannot do this push. */
  | { readonly kind: "impossible"; readonly tool: ScriptTool; readonly why: string };
