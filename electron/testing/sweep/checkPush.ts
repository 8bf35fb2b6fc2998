import { digestOf } from "../../engine/oci/digest.ts";
import type { Repository } from "../registry/content.ts";
import type { TestRegistry } from "../registry/registry.ts";
import {
  old,
  type Scene,
  secrets,
  sourceRepository,
  targetRepository,
  targetTag,
  type Told,
} from "./faultSetup.ts";

/** How a run should have ended where nothing is wrong: the root and all below it. */
export interface Expected {
  readonly root: string;
  readonly manifests: readonly string[];
  readonly blobs: readonly string[];
}

/** What a target holds after a push that went well. */
export function expectedOf({ target }: Scene, root: string): Expected {
  const { manifests, blobs } = target.repository(targetRepository);
  const without = (held: Iterable<string>, others: readonly string[]): string[] =>
    [...held].filter((digest) => !others.includes(digest));
  return {
    root,
    manifests: without(manifests.keys(), [old.digest]),
    blobs: without(
      blobs.keys(),
      [old.config, ...old.layers].map(({ digest }) => digest),
    ),
  };
}

/** Everything that is wrong after a push, whatever became of it; empty where it ended right or told why not. */
export function problemsOf(
  scene: Scene,
  told: Told,
  before: string | undefined,
  expected: Expected,
): string[] {
  return [
    ...contentProblems(scene),
    ...tagProblems(scene, told, before, expected),
    ...told.failures
      .filter(({ code, message }) => code === "internal" || message === "")
      .map((failure) => `a failure that explains nothing: ${JSON.stringify(failure)}`),
    ...leaks(scene, told),
  ];
}

function contentProblems({ source, target, elsewhere }: Scene): string[] {
  return [source, target]
    .flatMap((registry) =>
      [sourceRepository, targetRepository].flatMap((name) => {
        const { manifests, blobs } = registry.repository(name);
        const held = [
          ...blobs,
          ...[...manifests].map(([digest, { bytes }]) => [digest, bytes] as const),
        ];
        return held
          .filter(([digest, bytes]) => digestOf(bytes) !== digest)
          .map(([digest]) => `${name} holds something else as ${digest}`);
      }),
    )
    .concat(
      elsewhere.repository(targetRepository).manifests.size > 0
        ? ["content was pushed to where nobody meant it to go"]
        : [],
    );
}

function tagProblems(
  { target }: Scene,
  { outcome, failures }: Told,
  before: string | undefined,
  expected: Expected,
): string[] {
  const repository = target.repository(targetRepository);
  const now = repository.tags.get(targetTag);
  const problems: string[] = [];
  if (now === expected.root) {
    const lacks = missing(repository, expected);
    if (lacks.length > 0) problems.push(`the tag names what lacks ${lacks.join(", ")}`);
  } else if (now !== before) {
    problems.push(`the tag names ${now}`);
  }
  const said = outcome?.tags[0]?.kind ?? "untouched";
  if (said === "moved" || said === "same") {
    if (now !== expected.root) problems.push(`the tag is said to be ${said}, and is ${now}`);
  } else if (said === "untouched" && now !== before) {
    problems.push("the tag is said to be untouched, and moved");
  }
  if (failures.length === 0 && said !== "moved")
    problems.push(`no failure, and the tag is ${said}`);
  return problems;
}

function missing(repository: Repository, { manifests, blobs }: Expected): string[] {
  return [
    ...manifests.filter((digest) => !repository.manifests.has(digest)),
    ...blobs.filter((digest) => !repository.blobs.has(digest)),
  ];
}

/** Secrets where they do not belong: in anything told, and at servers that they are not for. */
function leaks({ source, target, elsewhere }: Scene, { everything }: Told): string[] {
  const text = JSON.stringify(everything);
  const used = [source, target].flatMap(tokensSent);
  const shown = [...secrets, ...used].filter((secret) => text.includes(secret));
  const sent = elsewhere.requests.filter(({ headers }) => headers["authorization"] !== undefined);
  return [
    ...shown.map((secret) => `told a secret: ${secret}`),
    ...sent.map(({ method, path }) => `sent a credential elsewhere: ${method} ${path}`),
  ];
}

function tokensSent(registry: TestRegistry): string[] {
  return registry.requests.flatMap(({ headers }) => {
    const token = headers["authorization"]?.split(" ")[1];
    return token === undefined ? [] : [token];
  });
}
