import type { DraftTarget } from "../../../../shared/draft.ts";
import { describeOverwriteRule, findRuleForName } from "../../../../shared/overwriteRules.ts";
import type { ResultContent } from "../../../../shared/preview.ts";
import type { OverwriteRules } from "../../../../shared/settings.ts";
import { shortDigest } from "../../../image/shortDigest.ts";
import type { TargetStatus } from "./targetsSlice.ts";

export interface TargetError {
  /**
   * `digest`: the target pins other content. Its tag exists and must not be overwritten because of the target
   * (`clobber`) or a rule of the settings (`rule`).
   */
  readonly kind: "digest" | "clobber" | "rule";
  readonly message: string;
}

interface TargetContext {
  readonly status: TargetStatus | undefined;
  /** The result, if there is one. */
  readonly content: ResultContent | undefined;
  readonly rules: OverwriteRules;
}

/**
 * Checks whether a push to a target is sure to fail.
 * @returns the error, or undefined if none is known
 */
export function validateTarget(
  target: DraftTarget,
  { status, content, rules }: TargetContext,
): TargetError | undefined {
  const pinned = pinnedDigest(target.text);
  if (pinned !== undefined && content !== undefined && pinned !== content.digest) {
    return {
      kind: "digest",
      message: `This target expects ${shortDigest(pinned)}, but the result is ${shortDigest(content.digest)}.`,
    };
  }
  const current =
    status?.kind === "found" && status.state.kind === "exists" ? status.state : undefined;
  if (current === undefined || current.digest === content?.digest) {
    return undefined;
  }
  const rule = findRuleForName(current.name, rules);
  if (rule !== undefined) {
    return {
      kind: "rule",
      message: `The tag exists with other content. ${describeOverwriteRule(rule)}`,
    };
  }
  if (target.noClobber === true) {
    return {
      kind: "clobber",
      message: "The tag exists and must not be overwritten: the push would fail.",
    };
  }
  return undefined;
}

/** Whether the text of a target is malformed, so that checking it again cannot help. */
export function isMalformedTarget(status: TargetStatus | undefined): boolean {
  return (
    status?.kind === "failed" &&
    (status.error.code === "reference_invalid" || status.error.code === "input_invalid")
  );
}

/** The digest that a target pins (`app:1.4@sha256:…`), or undefined. */
export function pinnedDigest(text: string): string | undefined {
  return /@([a-z0-9]+(?:[+._-][a-z0-9]+)*:[0-9a-f]{32,})$/i.exec(text.trim())?.[1];
}

/** The target without its pinned digest. */
export function withoutDigest(text: string): string {
  const digest = pinnedDigest(text);
  return digest === undefined ? text : text.trim().slice(0, -digest.length - 1);
}

/**
 * Explains a target without a slash: it means a repository of Docker Hub's official images, rarely on purpose.
 * @returns undefined for a target with a repository path
 */
export function dockerHubHint(text: string): string | undefined {
  const name = text.trim();
  if (name === "" || name.includes("/") || name.includes("@")) {
    return undefined;
  }
  const [path = "", tag] = name.split(":");
  const full = tag === undefined ? `ghcr.io/acme/app:${path}` : `ghcr.io/acme/${path}:${tag}`;
  return `Without a slash this means docker.io/library/${path}, one of Docker Hub's official images. For another registry, write the full reference: ${full}.`;
}
