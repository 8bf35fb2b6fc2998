import type { GoValue } from "./goTypes.ts";

/** A part of a pipeline. `at` is the position in the template, in bytes. */
export type Operand =
  | { readonly kind: "dot"; readonly at: number }
  | { readonly kind: "nil"; readonly at: number }
  | {
      readonly kind: "constant";
      readonly at: number;
      readonly text: string;
      /** Undefined for a number that is too great. */
      readonly value: GoValue | undefined;
    }
  | { readonly kind: "fields"; readonly at: number; readonly names: readonly string[] }
  | {
      readonly kind: "variable";
      readonly at: number;
      readonly name: string;
      readonly names: readonly string[];
    }
  | { readonly kind: "function"; readonly at: number; readonly name: string }
  | {
      readonly kind: "chain";
      readonly at: number;
      readonly of: Operand;
      readonly names: readonly string[];
    }
  | { readonly kind: "pipeline"; readonly at: number; readonly pipeline: Pipeline };

export interface Command {
  readonly at: number;
  /** At least one. */
  readonly operands: readonly Operand[];
}

export interface Pipeline {
  readonly at: number;
  /** Variables that are declared, or assigned to: `$x :=`, `$x =`. */
  readonly variables: readonly string[];
  readonly assigns: boolean;
  readonly commands: readonly Command[];
}

/** A node of a template. */
export type Node =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "action"; readonly pipeline: Pipeline }
  | {
      readonly kind: "if" | "with" | "range";
      readonly at: number;
      readonly pipeline: Pipeline;
      readonly body: readonly Node[];
      readonly otherwise: readonly Node[];
    }
  | { readonly kind: "break" | "continue" }
  | {
      readonly kind: "template";
      readonly at: number;
      readonly name: string;
      readonly pipeline?: Pipeline;
    };

/** A parsed template with the templates that it defines. */
export interface Template {
  readonly source: string;
  readonly root: readonly Node[];
  readonly defined: ReadonlyMap<string, readonly Node[]>;
}

/** Whether nodes are nothing but space. */
export function areBlank(nodes: readonly Node[]): boolean {
  return nodes.every((node) => node.kind === "text" && node.text.trim() === "");
}

/** Formats an operand as Go names it in errors. */
export function formatOperand(operand: Operand): string {
  switch (operand.kind) {
    case "dot":
      return ".";
    case "nil":
      return "nil";
    case "constant":
      return operand.text;
    case "fields":
      return operand.names.map((name) => `.${name}`).join("");
    case "variable":
      return [operand.name, ...operand.names].join(".");
    case "function":
      return operand.name;
    case "chain":
      return `${formatOperand(operand.of)}${operand.names.map((name) => `.${name}`).join("")}`;
    case "pipeline":
      return `(${formatPipeline(operand.pipeline)})`;
  }
}

/** Formats a command as Go names it in errors. */
export function formatCommand({ operands }: Command): string {
  return operands.map(formatOperand).join(" ");
}

/** Formats a pipeline as Go names it in errors. */
export function formatPipeline({ variables, assigns, commands }: Pipeline): string {
  const target = variables.length === 0 ? "" : `${variables.join(", ")} ${assigns ? "=" : ":="} `;
  return target + commands.map(formatCommand).join(" | ");
}
