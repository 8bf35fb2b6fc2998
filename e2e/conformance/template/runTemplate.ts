import { ArgumentsError, callFunction } from "./functions.ts";
import { formatValue } from "./goFormat.ts";
import {
  elementsOf,
  entriesOf,
  fieldValue,
  followPointer,
  goAny,
  goBool,
  goFloat,
  goInt,
  goString,
  type GoField,
  type GoType,
  type GoValue,
  isEmpty,
  isNil,
  unwrapAny,
} from "./goTypes.ts";
import {
  type Command,
  formatCommand,
  formatOperand,
  type Node,
  type Operand,
  type Pipeline,
  type Template,
} from "./nodes.ts";

/** Most templates that call each other, as in Go. */
const maxDepth = 1000;
/** Most characters of a result. A template can repeat itself without end. */
const maxOutput = 64 * 1024 * 1024;

/**
 * Runs a template on a value, as `Template.Execute` of Go's text/template does.
 *
 * @throws an Error in Go's form (`template: :1:2: executing "" at <.X>: …`)
 */
export function runTemplate(template: Template, data: GoValue): string {
  const run = new Run(template);
  run.nodes(template.root, data);
  return run.output;
}

/** A missing key of a map: neither nil nor a value, printed as `<no value>`. */
const noValue: GoValue = { type: goAny, content: undefined };

interface Variable {
  readonly name: string;
  value: GoValue;
}

type Outcome = "done" | "break" | "continue";

class Run {
  readonly #template: Template;
  #variables: Variable[] = [];
  #depth = 0;
  #name = "";
  output = "";

  constructor(template: Template) {
    this.#template = template;
  }

  /** Runs a template's nodes with variables of its own. */
  nodes(nodes: readonly Node[], data: GoValue): void {
    this.#variables = [{ name: "$", value: data }];
    this.#walk(nodes, data);
  }

  #walk(nodes: readonly Node[], dot: GoValue): Outcome {
    for (const node of nodes) {
      const outcome = this.#node(node, dot);
      if (outcome !== "done") {
        return outcome;
      }
    }
    return "done";
  }

  #node(node: Node, dot: GoValue): Outcome {
    switch (node.kind) {
      case "text":
        this.#write(node.text);
        return "done";
      case "action": {
        const value = this.#pipeline(node.pipeline, dot);
        if (node.pipeline.variables.length === 0) {
          this.#print(value, node.pipeline);
        }
        return "done";
      }
      case "if":
      case "with":
        return this.#branch(node, dot);
      case "range":
        return this.#range(node, dot);
      case "template":
        this.#call(node, dot);
        return "done";
      default:
        return node.kind;
    }
  }

  #branch(node: Extract<Node, { kind: "if" | "with" | "range" }>, dot: GoValue): Outcome {
    return this.#scope(() => {
      const value = this.#pipeline(node.pipeline, dot);
      return isEmpty(value)
        ? this.#walk(node.otherwise, dot)
        : this.#walk(node.body, node.kind === "with" ? value : dot);
    });
  }

  #range(node: Extract<Node, { kind: "if" | "with" | "range" }>, dot: GoValue): Outcome {
    return this.#scope(() => {
      const { variables, assigns, commands } = node.pipeline;
      const value = this.#pipeline({ ...node.pipeline, variables: [] }, dot);
      const entries = this.#rangeEntries(value, { at: node.at, commands });
      if (entries.length === 0) {
        return this.#walk(node.otherwise, dot);
      }
      for (const [key, element] of entries) {
        const values = variables.length === 2 ? [key, element] : [element];
        const outcome = this.#scope(() => {
          variables.forEach((name, at) => this.#set(name, values[at] ?? noValue, assigns));
          return this.#walk(node.body, element);
        });
        if (outcome === "break") {
          break;
        }
      }
      return "done";
    });
  }

  #rangeEntries(
    value: GoValue,
    { at, commands }: { readonly at: number; readonly commands: readonly Command[] },
  ): readonly (readonly [GoValue, GoValue])[] {
    const inner = followPointer(unwrapAny(value));
    switch (inner.type.kind) {
      case "slice":
        return elementsOf(inner).map((element, position) => [int(position), element] as const);
      case "map":
        return entriesOf(inner).map(
          ([key, element]) => [{ type: goString, content: key }, element] as const,
        );
      case "int":
        return Array.from({ length: Math.max(0, Number(inner.content)) }, (_, position) => [
          int(position),
          int(position),
        ]);
      default:
        if (inner.type.kind === "any") {
          return [];
        }
        throw this.#error(
          commands[0]?.at ?? at,
          commands.map(formatCommand).join(" | "),
          `range can't iterate over ${formatValue(inner)}`,
        );
    }
  }

  #call(node: Extract<Node, { kind: "template" }>, dot: GoValue): void {
    const body = this.#template.defined.get(node.name);
    const context = `{{template ${JSON.stringify(node.name)}}}`;
    if (body === undefined) {
      throw this.#error(node.at, context, `template ${JSON.stringify(node.name)} not defined`);
    }
    this.#depth += 1;
    if (this.#depth > maxDepth) {
      throw this.#error(node.at, context, `exceeded maximum template depth (${maxDepth})`);
    }
    const value = node.pipeline === undefined ? noValue : this.#pipeline(node.pipeline, dot);
    const [variables, name] = [this.#variables, this.#name];
    this.#name = node.name;
    this.nodes(body, value);
    this.#variables = variables;
    this.#name = name;
    this.#depth -= 1;
  }

  /** Runs a block whose variables end with it. */
  #scope(run: () => Outcome): Outcome {
    const { length } = this.#variables;
    const outcome = run();
    this.#variables.length = length;
    return outcome;
  }

  #set(name: string, value: GoValue, assigns: boolean): void {
    const existing = assigns && this.#variables.findLast((variable) => variable.name === name);
    if (existing) {
      existing.value = value;
    } else {
      this.#variables.push({ name, value });
    }
  }

  #pipeline({ variables, assigns, commands }: Pipeline, dot: GoValue): GoValue {
    let value: GoValue | undefined;
    for (const command of commands) {
      value = unwrapAny(this.#command(command, dot, value));
    }
    for (const name of variables) {
      this.#set(name, value ?? noValue, assigns);
    }
    return value ?? noValue;
  }

  /** @param last the value of the command before in the pipeline */
  #command({ at, operands }: Command, dot: GoValue, last: GoValue | undefined): GoValue {
    const [first, ...others] = operands;
    if (first === undefined) {
      return noValue;
    }
    if (first.kind === "function") {
      return this.#function(
        first,
        formatCommand({ at, operands }),
        this.#values(others, dot, last),
      );
    }
    if (others.length > 0 || last !== undefined) {
      const name = formatOperand(first);
      throw this.#error(
        first.at,
        name,
        first.kind === "fields" || first.kind === "chain"
          ? `${name.split(".").at(-1)} has arguments but cannot be invoked as function`
          : `can't give argument to non-function ${name}`,
      );
    }
    if (first.kind === "nil") {
      throw this.#error(first.at, "nil", "nil is not a command");
    }
    return this.#operand(first, dot);
  }

  /** Evaluates arguments when they are asked for, as `and` and `or` do. */
  *#values(
    operands: readonly Operand[],
    dot: GoValue,
    last: GoValue | undefined,
  ): Generator<GoValue> {
    for (const operand of operands) {
      yield this.#operand(operand, dot);
    }
    if (last !== undefined) {
      yield last;
    }
  }

  #function(
    { name, at }: Extract<Operand, { kind: "function" }>,
    context: string,
    values: Iterable<GoValue>,
  ): GoValue {
    try {
      return callFunction(name, values);
    } catch (error) {
      if (error instanceof TemplateError) {
        throw error;
      }
      const reason = error instanceof Error ? error.message : String(error);
      throw error instanceof ArgumentsError
        ? this.#error(at, name, reason)
        : this.#error(at, context, `error calling ${name}: ${reason}`);
    }
  }

  #operand(operand: Operand, dot: GoValue): GoValue {
    switch (operand.kind) {
      case "dot":
        return dot;
      case "nil":
        return noValue;
      case "constant":
        return constant(operand.value, operand.text);
      case "fields":
        return this.#fields(dot, operand.names, operand);
      case "variable": {
        const found = this.#variables.findLast(({ name }) => name === operand.name);
        return this.#fields(found?.value ?? noValue, operand.names, operand);
      }
      case "function":
        return this.#function(operand, operand.name, []);
      case "chain":
        return this.#fields(this.#operand(operand.of, dot), operand.names, operand);
      case "pipeline":
        return this.#pipeline(operand.pipeline, dot);
    }
  }

  #fields(start: GoValue, names: readonly string[], operand: Operand): GoValue {
    return names.reduce((value, name) => this.#field(value, name, operand), start);
  }

  #field(receiver: GoValue, name: string, operand: Operand): GoValue {
    if (receiver === noValue) {
      return noValue;
    }
    const context = formatOperand(operand);
    if (isNil(receiver) && receiver.type.kind !== "map" && receiver.type.kind !== "slice") {
      const reason = `nil pointer evaluating ${receiver.type.name}.${name}`;
      throw this.#error(operand.at, context, reason);
    }
    const value = followPointer(unwrapAny(receiver));
    if (value.type.kind === "map") {
      return new Map(entriesOf(value)).get(name) ?? noValue;
    }
    if (value.type.kind === "time") {
      throw this.#error(operand.at, context, `the method ${name} of time.Time is not supported`);
    }
    const field = findField(value.type, name);
    if (field === undefined) {
      const reason = `can't evaluate field ${name} in type ${receiver.type.name}`;
      throw this.#error(operand.at, context, reason);
    }
    return fieldValue(value, field);
  }

  #print(value: GoValue, pipeline: Pipeline): void {
    if (value.type.kind === "any" && isNil(value)) {
      this.#write("<no value>");
      return;
    }
    try {
      this.#write(formatValue(followPointer(value)));
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw this.#error(pipeline.at, pipeline.commands.map(formatCommand).join(" | "), reason);
    }
  }

  #write(text: string): void {
    this.output += text;
    if (this.output.length > maxOutput) {
      throw new Error(`template: the result is longer than ${maxOutput} characters`);
    }
  }

  /** An error in Go's form. @param at in bytes */
  #error(at: number, context: string, reason: string): TemplateError {
    const before = Buffer.from(this.#template.source).subarray(0, at);
    const line = before.toString().split("\n").length;
    const column = at - (before.lastIndexOf("\n") + 1);
    return new TemplateError(
      `template: :${line}:${column}: executing ${JSON.stringify(this.#name)} at <${context}>: ${reason}`,
    );
  }
}

/** An error that already says where in the template it occurred. */
class TemplateError extends Error {}

function int(content: number): GoValue {
  return { type: goInt, content };
}

function constant(value: string | number | boolean, text: string): GoValue {
  if (typeof value === "string") {
    return { type: goString, content: value };
  }
  if (typeof value === "boolean") {
    return { type: goBool, content: value };
  }
  const isReal = /[.eE]/.test(text) && !/^[+-]?0[xX']/.test(text) && !text.startsWith("'");
  return { type: isReal ? goFloat : goInt, content: value };
}

function findField(type: GoType, name: string): GoField | undefined {
  if (type.kind !== "struct") {
    return undefined;
  }
  const embedded = type.fields.flatMap((field) =>
    field.embedded && field.type.kind === "struct" ? field.type.fields : [],
  );
  return [...type.fields, ...embedded].find((field) => field.name === name);
}
