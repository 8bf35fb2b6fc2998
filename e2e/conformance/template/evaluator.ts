import { callFunction, countProblem, takesText } from "./functions.ts";
import { findMethod, type GoMethod } from "./goMethods.ts";
import {
  entriesOf,
  fieldValue,
  followPointer,
  type GoField,
  type GoType,
  type GoValue,
  isNil,
  noValue,
  unwrapAny,
} from "./goTypes.ts";
import {
  type Command,
  formatCommand,
  formatOperand,
  formatPipeline,
  type Operand,
  type Pipeline,
} from "./nodes.ts";

interface Variable {
  readonly name: string;
  value: GoValue;
}

/** The part of the template that is evaluated, as errors name it. */
interface Position {
  readonly at: number;
  readonly shown: () => string;
}

/** Arguments of a command: its operands but the first, and the value of the command before in the pipeline. */
interface Arguments {
  readonly operands: readonly Operand[];
  readonly last: GoValue | undefined;
}

const noArguments: Arguments = { operands: [], last: undefined };

/** Evaluates the pipelines of a template, and knows its variables. */
export class Evaluator {
  readonly #source: string;
  #variables: Variable[] = [];
  #template = "";
  #position: Position = { at: 0, shown: () => "" };

  /** @param source the text of the template, for the positions of errors */
  constructor(source: string) {
    this.#source = source;
  }

  /** Runs a template with variables of its own. @param name as errors name it */
  template(name: string, data: GoValue, run: () => void): void {
    const [variables, outer] = [this.#variables, this.#template];
    this.#variables = [{ name: "$", value: data }];
    this.#template = name;
    run();
    this.#variables = variables;
    this.#template = outer;
  }

  /** Runs a block whose variables end with it. */
  scope<T>(run: () => T): T {
    const { length } = this.#variables;
    const outcome = run();
    this.#variables.length = length;
    return outcome;
  }

  /** Sets a variable. @throws if it is not declared */
  assign(name: string, value: GoValue): void {
    const variable = this.#variables.findLast((other) => other.name === name);
    if (variable === undefined) {
      throw this.error(`undefined variable: ${name}`);
    }
    variable.value = value;
  }

  /** The value of a pipeline, whose variables are declared or set. @param dot the value of `.` */
  pipeline(pipeline: Pipeline, dot: GoValue): GoValue {
    const { variables, assigns, commands } = pipeline;
    this.at(pipeline.at, () => formatPipeline(pipeline));
    let value: GoValue | undefined;
    for (const command of commands) {
      value = unwrapAny(this.#command(command, dot, value));
    }
    const result = value ?? noValue;
    for (const name of variables) {
      if (assigns) {
        this.assign(name, result);
      } else {
        this.#variables.push({ name, value: result });
      }
    }
    return result;
  }

  /** @param last the value of the command before in the pipeline */
  #command({ at, operands }: Command, dot: GoValue, last: GoValue | undefined): GoValue {
    const [first, ...others] = operands;
    if (first === undefined) {
      return noValue;
    }
    const args = { operands: others, last };
    switch (first.kind) {
      case "function":
        return this.#function(
          first,
          { at, shown: () => formatCommand({ at, operands }) },
          args,
          dot,
        );
      case "fields":
        this.at(first.at, () => formatOperand(first));
        return this.#fields(dot, first.names, args, dot);
      case "chain":
        this.at(first.at, () => formatOperand(first));
        return this.#fields(this.#operand(first.of, dot), first.names, args, dot);
      case "variable":
        this.at(first.at, () => formatOperand(first));
        if (first.names.length > 0) {
          return this.#fields(this.#variable(first.name), first.names, args, dot);
        }
        break;
      default:
        this.at(first.at, () => formatOperand(first));
    }
    if (others.length > 0 || last !== undefined) {
      throw this.error(`can't give argument to non-function ${formatOperand(first)}`);
    }
    if (first.kind === "nil") {
      throw this.error("nil is not a command");
    }
    return this.#operand(first, dot);
  }

  #variable(name: string): GoValue {
    const found = this.#variables.findLast((variable) => variable.name === name);
    if (found === undefined) {
      throw this.error(`undefined variable: ${name}`);
    }
    return found.value;
  }

  /** Evaluates arguments when they are asked for, as `and` and `or` do. */
  *#values({ operands, last }: Arguments, dot: GoValue): Generator<GoValue> {
    for (const operand of operands) {
      yield this.#operand(operand, dot);
    }
    if (last !== undefined) {
      yield last;
    }
  }

  /** Evaluates arguments; the first has to be text. */
  *#textFirst(args: Arguments, dot: GoValue): Generator<GoValue> {
    const [first] = args.operands;
    if (first?.kind === "constant" && first.value?.type.kind !== "string") {
      this.at(first.at, () => first.text);
      throw this.error(`expected string; found ${first.text}`);
    }
    let isFirst = true;
    for (const value of this.#values(args, dot)) {
      yield isFirst ? this.#text(value) : value;
      isFirst = false;
    }
  }

  /** @throws unless a value is text; the type of text with a name of its own is not `string` */
  #text(value: GoValue): GoValue {
    const inner = followPointer(unwrapAny(value));
    if (inner === noValue) {
      throw this.error("invalid value; expected string");
    }
    if (inner.type.name !== "string") {
      throw this.error(`wrong type for value; expected string; got ${unwrapAny(value).type.name}`);
    }
    return inner;
  }

  #function(
    { name, at }: Extract<Operand, { kind: "function" }>,
    caller: Position,
    args: Arguments,
    dot: GoValue,
  ): GoValue {
    this.at(at, () => name);
    const problem = countProblem(name, args.operands.length + (args.last === undefined ? 0 : 1));
    if (problem !== undefined) {
      throw this.error(problem);
    }
    const values = takesText(name) ? this.#textFirst(args, dot) : this.#values(args, dot);
    return this.#calling(name, caller, () => callFunction(name, values));
  }

  /** Calls a function or method, and adds the position to its errors. */
  #calling(name: string, caller: Position, call: () => GoValue): GoValue {
    try {
      return call();
    } catch (error) {
      if (error instanceof TemplateError) {
        throw error;
      }
      this.#position = caller;
      const reason = error instanceof Error ? error.message : String(error);
      throw this.error(`error calling ${name}: ${reason}`);
    }
  }

  /** Evaluates an argument. */
  #operand(operand: Operand, dot: GoValue): GoValue {
    this.at(operand.at, () => formatOperand(operand));
    switch (operand.kind) {
      case "dot":
        return dot;
      case "nil":
        return noValue;
      case "constant":
        if (operand.value === undefined) {
          throw this.error(`${operand.text} overflows int`);
        }
        return operand.value;
      case "fields":
        return this.#fields(dot, operand.names, noArguments, dot);
      case "variable":
        return this.#fields(this.#variable(operand.name), operand.names, noArguments, dot);
      case "function": {
        const caller = { at: operand.at, shown: () => operand.name };
        return this.#function(operand, caller, noArguments, dot);
      }
      case "chain":
        if (operand.of.kind === "nil") {
          throw this.error(`indirection through explicit nil in ${formatOperand(operand)}`);
        }
        return this.#fields(this.#operand(operand.of, dot), operand.names, noArguments, dot);
      case "pipeline":
        return this.pipeline(operand.pipeline, dot);
    }
  }

  /** Reads one field after the other; arguments are for the last. */
  #fields(start: GoValue, names: readonly string[], args: Arguments, dot: GoValue): GoValue {
    return names.reduce(
      (value, name, at) =>
        this.#field(value, name, at === names.length - 1 ? args : noArguments, dot),
      start,
    );
  }

  #field(receiver: GoValue, name: string, args: Arguments, dot: GoValue): GoValue {
    if (receiver === noValue) {
      return noValue;
    }
    const isNothing = isNil(receiver);
    if (isNothing && receiver.type.kind === "any") {
      throw this.error(`nil pointer evaluating ${receiver.type.name}.${name}`);
    }
    const value = followPointer(isNothing ? receiver : unwrapAny(receiver));
    const method = this.#method(value, name);
    if (method !== undefined) {
      return this.#invoke(name, method, args, dot);
    }
    const hasArguments = args.operands.length > 0 || args.last !== undefined;
    if (value.type.kind === "map") {
      if (hasArguments) {
        throw this.error(`${name} is not a method but has arguments`);
      }
      return new Map(entriesOf(value)).get(name) ?? noValue;
    }
    const struct = value.type.kind === "pointer" ? value.type.to : value.type;
    const field = findField(struct, name);
    if (field === undefined) {
      throw this.error(`can't evaluate field ${name} in type ${receiver.type.name}`);
    }
    if (isNothing) {
      throw this.error(`nil pointer evaluating ${receiver.type.name}.${name}`);
    }
    if (hasArguments) {
      throw this.error(`${name} has arguments but cannot be invoked as function`);
    }
    return fieldValue(value, field);
  }

  #method(value: GoValue, name: string): GoMethod | undefined {
    const field = value.type.kind === "struct" ? findField(value.type, name) : undefined;
    if (field?.json === undefined && field !== undefined) {
      return { takes: 0, call: () => methodResult(fieldValue(value, field)) };
    }
    try {
      return findMethod(value, name);
    } catch (error) {
      throw this.error(error instanceof Error ? error.message : String(error));
    }
  }

  #invoke(name: string, method: GoMethod, args: Arguments, dot: GoValue): GoValue {
    const caller = this.#position;
    const given = args.operands.length + (args.last === undefined ? 0 : 1);
    if (given !== method.takes) {
      throw this.error(`wrong number of args for ${name}: want ${method.takes} got ${given}`);
    }
    const values = [...this.#textFirst(args, dot)].map(({ content }) => String(content));
    return this.#calling(name, caller, () => method.call(values));
  }

  /** Notes what is evaluated, for errors. @param at in bytes */
  at(at: number, shown: () => string): void {
    this.#position = { at, shown };
  }

  /** An error in Go's form, where the template is. */
  error(reason: string): TemplateError {
    const { at, shown } = this.#position;
    const before = Buffer.from(this.#source).subarray(0, at);
    const line = before.toString().split("\n").length;
    const column = at - (before.lastIndexOf("\n") + 1);
    return new TemplateError(
      `template: :${line}:${column}: executing ${JSON.stringify(this.#template)} at <${shown()}>: ${reason}`,
    );
  }
}

/** An error that already says where in the template it occurred. */
class TemplateError extends Error {}

/** What a method returns: the error instead of a result is thrown. */
function methodResult(value: GoValue): GoValue {
  if (value.content instanceof Error) {
    throw value.content;
  }
  return value;
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
