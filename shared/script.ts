/** A tool for which a script can be written. */
export type ScriptTool = "buildx" | "regctl" | "crane";

/** A push as a script for a POSIX shell. */
export interface WrittenScript {
  readonly kind: "written";
  readonly tool: ScriptTool;
  readonly text: string;
  /** Whether the pushed index has the same bytes. */
  readonly sameBytes: boolean;
  /** What the tool does differently, as sentences. */
  readonly differences: readonly string[];
}

export type Script =
  | WrittenScript
  /** The tool cannot do this push; the reason is a sentence. */
  | { readonly kind: "impossible"; readonly tool: ScriptTool; readonly reason: string };
