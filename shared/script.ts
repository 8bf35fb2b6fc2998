/** A tool that can push too. */
export type ScriptTool = "buildx" | "regctl" | "crane";

/** The same push as a script for a POSIX shell. */
export interface Script {
  readonly tool: ScriptTool;
  readonly text: string;
  /** Whether the index that it pushes has the same bytes. */
  readonly sameBytes: boolean;
  /** What the tool cannot do, or does otherwise. */
  readonly differences: readonly string[];
}
