import type { BuildStep } from "../../../../shared/evidence.ts";
import {
  asList,
  asObject,
  asText,
  listAt,
  type LooseObject,
  objectAt,
  textAt,
} from "./looseJson.ts";

/** Most parts of a command or files of a step that are listed, inputs, and UTF-16 units of them. */
const limits = { parts: 100, inputs: 100, length: 1000 } as const;

/** What a builder ran, apart from what else its configuration says. */
interface BuildConfig {
  readonly steps: readonly BuildStep[];
  readonly rest: LooseObject;
}

/**
 * Reads the configuration of a build: its steps are a table of their own, since a build has hundreds of them.
 * Sources: BuildKit docs/attestations/slsa-definitions.md (`llbDefinition`, `digestMapping`), solver/pb/ops.proto; Tekton
 * Chains, `buildConfig` of "slsa/v1" (`steps` of a task, `tasks` of a pipeline).
 */
export function readBuildConfig(config: unknown): BuildConfig {
  // The digests of the steps are only keys for the steps.
  const { llbDefinition, digestMapping: _digests, steps, tasks, ...rest } = asObject(config);
  return {
    steps: [
      ...asList(llbDefinition).map(readBuildkitStep),
      ...readTektonSteps(asList(steps), ""),
      ...asList(tasks).flatMap((task) =>
        readTektonSteps(listAt(task, "steps"), `${textAt(task, "name") ?? ""} `),
      ),
    ],
    rest,
  };
}

function readBuildkitStep(step: unknown): BuildStep {
  const [[name, operation] = ["", undefined]] = Object.entries(objectAt(step, "op", "Op"));
  return {
    id: textAt(step, "id") ?? "",
    operation: name,
    detail: detailOf(operation),
    inputs: listAt(step, "inputs")
      .slice(0, limits.inputs)
      .flatMap((input) => asText(input) ?? []),
  };
}

/** The command, the identifier of a source, or the actions on files. */
function detailOf(operation: unknown): string {
  const identifier = textAt(operation, "identifier");
  if (identifier !== undefined) {
    return identifier.slice(0, limits.length);
  }
  const command = joinTexts(listAt(operation, "meta", "args"), " ");
  return command === "" ? joinTexts(listAt(operation, "actions").map(actionOf), ", ") : command;
}

/** `copy /src to /app`. Source: BuildKit solver/pb/ops.proto, `FileAction`. */
function actionOf(action: unknown): string {
  const [[name, file] = []] = Object.entries(asObject(asObject(action)["Action"]));
  if (name === undefined) {
    return "";
  }
  const from = textAt(file, "src");
  const to = textAt(file, "dest") ?? textAt(file, "path") ?? "";
  return from === undefined ? `${name} ${to}` : `${name} ${from} to ${to}`;
}

function readTektonSteps(steps: readonly unknown[], task: string): readonly BuildStep[] {
  return steps.map((step, at) => ({
    id: `${task}${textAt(step, "annotations", "name") ?? textAt(step, "name") ?? at}`,
    operation: textAt(step, "environment", "container") ?? "",
    detail: joinTexts(
      [textAt(step, "entryPoint") ?? "", ...listAt(step, "arguments").slice(0, limits.parts)],
      " ",
    ),
    inputs: [textAt(step, "environment", "image") ?? ""].filter(Boolean),
  }));
}

function joinTexts(texts: readonly unknown[], separator: string): string {
  return texts
    .slice(0, limits.parts)
    .flatMap((text) => (asText(text) ?? "").slice(0, limits.length) || [])
    .join(separator)
    .slice(0, limits.length);
}
