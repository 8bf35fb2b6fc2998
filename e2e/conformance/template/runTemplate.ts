import { Evaluator } from "./evaluator.ts";
import { formatValue } from "./goFormat.ts";
import {
  elementsOf,
  entriesOf,
  followPointer,
  goInt,
  goString,
  type GoValue,
  isEmpty,
  noValue,
  unwrapAny,
} from "./goTypes.ts";
import { formatPipeline, type Node, type Pipeline, type Template } from "./nodes.ts";

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
  run.nodes("", template.root, data);
  return run.output;
}

type Outcome = "done" | "break" | "continue";

class Run {
  readonly #template: Template;
  readonly #evaluator: Evaluator;
  #depth = 0;
  output = "";

  constructor(template: Template) {
    this.#template = template;
    this.#evaluator = new Evaluator(template.source);
  }

  /** Runs a template's nodes with variables of its own. */
  nodes(name: string, nodes: readonly Node[], data: GoValue): void {
    this.#evaluator.template(name, data, () => this.#walk(nodes, data));
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
        const value = this.#evaluator.pipeline(node.pipeline, dot);
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
    return this.#evaluator.scope(() => {
      const value = this.#evaluator.pipeline(node.pipeline, dot);
      return isEmpty(value)
        ? this.#walk(node.otherwise, dot)
        : this.#walk(node.body, node.kind === "with" ? value : dot);
    });
  }

  #range(node: Extract<Node, { kind: "if" | "with" | "range" }>, dot: GoValue): Outcome {
    return this.#evaluator.scope(() => {
      const { variables } = node.pipeline;
      const value = this.#evaluator.pipeline(node.pipeline, dot);
      let isEmptyRange = true;
      for (const [key, element] of this.#rangeEntries(value, variables.length)) {
        isEmptyRange = false;
        const values = variables.length === 2 ? [key, element] : [element];
        const outcome = this.#evaluator.scope(() => {
          variables.forEach((name, at) => this.#evaluator.assign(name, values[at] ?? noValue));
          return this.#walk(node.body, element);
        });
        if (outcome === "break") {
          break;
        }
      }
      return isEmptyRange ? this.#walk(node.otherwise, dot) : "done";
    });
  }

  #rangeEntries(value: GoValue, variables: number): Iterable<readonly [GoValue, GoValue]> {
    const inner = followPointer(unwrapAny(value));
    switch (inner.type.kind) {
      case "slice":
      case "bytes":
        return elementsOf(inner).map((element, position) => [int(position), element] as const);
      case "map":
        return entriesOf(inner).map(
          ([key, element]) => [{ type: goString, content: key }, element] as const,
        );
      case "int":
        if (variables > 1) {
          const shown = formatValue(inner);
          throw this.#evaluator.error(`can't use ${shown} to iterate over more than one variable`);
        }
        return count(inner);
      default:
        if (inner === noValue) {
          return [];
        }
        throw this.#evaluator.error(`range can't iterate over ${formatValue(inner)}`);
    }
  }

  #call(node: Extract<Node, { kind: "template" }>, dot: GoValue): void {
    const body = this.#template.defined.get(node.name);
    const name = JSON.stringify(node.name);
    this.#evaluator.at(node.at, () => {
      const data = node.pipeline === undefined ? "" : ` ${formatPipeline(node.pipeline)}`;
      return `{{template ${name}${data}}}`;
    });
    if (body === undefined) {
      throw this.#evaluator.error(`template ${name} not defined`);
    }
    this.#depth += 1;
    if (this.#depth > maxDepth) {
      throw this.#evaluator.error(`exceeded maximum template depth (${maxDepth})`);
    }
    const value =
      node.pipeline === undefined ? noValue : this.#evaluator.pipeline(node.pipeline, dot);
    this.nodes(node.name, body, value);
    this.#depth -= 1;
  }

  #print(value: GoValue, pipeline: Pipeline): void {
    if (value === noValue) {
      this.#write("<no value>");
      return;
    }
    try {
      this.#write(formatValue(followPointer(value)));
    } catch (error) {
      this.#evaluator.at(pipeline.at, () => formatPipeline(pipeline));
      throw this.#evaluator.error(error instanceof Error ? error.message : String(error));
    }
  }

  #write(text: string): void {
    this.output += text;
    if (this.output.length > maxOutput) {
      throw new Error(`template: the result is longer than ${maxOutput} characters`);
    }
  }
}

function int(content: number): GoValue {
  return { type: goInt, content };
}

/** The numbers below an integer. */
function* count({ type, content }: GoValue): Generator<readonly [GoValue, GoValue]> {
  for (let at = 0; at < Number(content); at += 1) {
    yield [noValue, { type, content: at }];
  }
}
