import { digestOf } from "../../engine/oci/digest.ts";
import type { Repository } from "../registry/content.ts";
import type { TestRegistry } from "../registry/registry.ts";
import {
  old,
  type Setup,
  secrets,
  sourceRepository,
  targetRepository,
  targetTag,
  type FaultReport,
  type PushReport,
} from "./faultSetup.ts";

/** The content of the target after a successful push. */
export interface Expected {
  readonly root: string;
  readonly manifests: readonly string[];
  readonly blobs: readonly string[];
}

/** A finished push. */
interface FinishedPush {
  readonly reported: PushReport;
  /** The digest of the target's tag before the push. */
  readonly before: string | undefined;
  readonly expected: Expected;
}

/** Returns the content of the target after a push without faults. */
export function expectedOf({ target }: Setup, root: string): Expected {
  const { manifests, blobs } = target.repository(targetRepository);
  const excluding = (stored: Iterable<string>, others: readonly string[]): string[] =>
    [...stored].filter((digest) => !others.includes(digest));
  return {
    root,
    manifests: excluding(manifests.keys(), [old.digest]),
    blobs: excluding(
      blobs.keys(),
      [old.config, ...old.layers].map(({ digest }) => digest),
    ),
  };
}

/** Returns everything that is wrong after a push; nothing if it succeeded or reported why not. */
export function problemsOf(setup: Setup, finished: FinishedPush): string[] {
  const { reported } = finished;
  return [
    ...contentProblems(setup),
    ...tagProblems(setup, finished),
    ...reported.failures
      .filter(({ code, message }) => code === "internal" || message === "")
      .map((failure) => `a failure without an explanation: ${JSON.stringify(failure)}`),
    ...leaks(setup, reported),
  ];
}

/** Returns content that does not match its digest, or was pushed to the target of a redirect. */
export function contentProblems({ source, target, elsewhere }: Setup): string[] {
  return [source, target]
    .flatMap((registry) =>
      [sourceRepository, targetRepository].flatMap((name) => {
        const { manifests, blobs } = registry.repository(name);
        const stored = [
          ...blobs,
          ...[...manifests].map(([digest, { bytes }]) => [digest, bytes] as const),
        ];
        return stored
          .filter(([digest, bytes]) => digestOf(bytes) !== digest)
          .map(([digest]) => `${name} has other content as ${digest}`);
      }),
    )
    .concat(
      elsewhere.repository(targetRepository).manifests.size > 0
        ? ["content was pushed to the target of a redirect"]
        : [],
    );
}

function tagProblems(
  { target }: Setup,
  { reported: { outcome, failures }, before, expected }: FinishedPush,
): string[] {
  const repository = target.repository(targetRepository);
  const now = repository.tags.get(targetTag);
  const problems: string[] = [];
  if (now === expected.root) {
    const missing = missingContent(repository, expected);
    if (missing.length > 0) {
      problems.push(`the tag points to content that lacks ${missing.join(", ")}`);
    }
  } else if (now !== before) {
    problems.push(`the tag points to ${now}`);
  }
  const reportedKind = outcome?.tags[0]?.kind ?? "untouched";
  if (reportedKind === "moved" || reportedKind === "same") {
    if (now !== expected.root) {
      problems.push(`the tag is reported as ${reportedKind}, but is ${now}`);
    }
  } else if (reportedKind === "untouched" && now !== before) {
    problems.push("the tag is reported as untouched, but moved");
  }
  if (failures.length === 0 && reportedKind !== "moved") {
    problems.push(`no failure, but the tag is ${reportedKind}`);
  }
  return problems;
}

function missingContent(repository: Repository, { manifests, blobs }: Expected): string[] {
  return [
    ...manifests.filter((digest) => !repository.manifests.has(digest)),
    ...blobs.filter((digest) => !repository.blobs.has(digest)),
  ];
}

/** Returns secrets in reports, and credentials sent to the target of a redirect. */
export function leaks({ source, target, elsewhere }: Setup, { everything }: FaultReport): string[] {
  const text = JSON.stringify(everything);
  const used = [source, target].flatMap(tokensSent);
  const leaked = [...secrets, ...used].filter((secret) => text.includes(secret));
  const sent = elsewhere.requests.filter(({ headers }) => headers["authorization"] !== undefined);
  return [
    ...leaked.map((secret) => `reported a secret: ${secret}`),
    ...sent.map(({ method, path }) => `sent a credential elsewhere: ${method} ${path}`),
  ];
}

function tokensSent(registry: TestRegistry): string[] {
  return registry.requests.flatMap(({ headers }) => {
    const token = headers["authorization"]?.split(" ")[1];
    return token === undefined ? [] : [token];
  });
}
