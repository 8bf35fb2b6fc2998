import { type ReactNode, useMemo } from "react";
import type { Plan, PlanDifference } from "../../../shared/plan.ts";
import { Digest } from "../../image/Digest.tsx";
import { Button } from "../../ui/Button.tsx";
import { classNames } from "../../ui/classNames.ts";
import { countOf } from "../../../shared/countOf.ts";
import { UntrustedText } from "../../ui/UntrustedText.tsx";
import type { TargetStatus } from "../compose/targets/targetsSlice.ts";
import { useCompose } from "../compose/composeStore.ts";
import { startTagEdit } from "../compose/editTag/startTagEdit.ts";
import styles from "./PlanDifferences.module.css";
import { usePush } from "./pushStore.ts";

type TagDifference = Extract<PlanDifference, { kind: "tag" }>;
type SourceDifference = Extract<PlanDifference, { kind: "source" }>;
type BaseDifference = Extract<PlanDifference, { kind: "base" }>;

function TagDigest({ digest, of }: { readonly digest: string | null; readonly of: string }) {
  return digest === null ? <span>no such tag</span> : <Digest digest={digest} of={of} />;
}

/** A tag with its earlier and its current digest. */
function ChangedTag({
  change: { name, was, now },
  children,
}: {
  readonly change: TagDifference | SourceDifference | BaseDifference;
  /** What happened to the tag. */
  readonly children: ReactNode;
}) {
  return (
    <li className={classNames(styles["change"])}>
      <span className={classNames(styles["name"])}>
        <UntrustedText text={name} />
      </span>
      <span>{children}:</span>
      <span className={classNames(styles["move"])}>
        <TagDigest digest={was} of={`${name} before`} />
        <span aria-label="became" role="img">
          →
        </span>
        <TagDigest digest={now} of={`the current ${name}`} />
      </span>
    </li>
  );
}

/** Referrers that are named; the others are counted. */
const maxLost = 6;

interface TargetChange {
  readonly change: TagDifference;
  /** The digest that the plan sets. */
  readonly after: string | undefined;
  readonly isRestore: boolean;
}

function describeTargetChange({ change: { was, now }, after, isRestore }: TargetChange): string {
  if (now === after) {
    return `already has the ${isRestore ? "previous" : "new"} content`;
  }
  if (now === null) {
    return "was deleted";
  }
  return was === null ? "was created" : "was moved";
}

/** Source tags that moved after they were read. The plan pushes the earlier content unless the user takes the new. */
function MovedSources({ moved }: { readonly moved: readonly SourceDifference[] }) {
  const isReview = usePush(({ state }) => state.kind === "review");
  const { replanWithMovedSources } = usePush.getState();
  const title = moved.length === 1 ? "A source tag moved" : "Source tags moved";
  return (
    <section aria-label={title} className={classNames(styles["differences"], styles["moved"])}>
      <h3 className={classNames(styles["title"])}>{title}</h3>
      <p>
        This plan pushes the content that{" "}
        {moved.length === 1
          ? "it pointed to when it was read"
          : "they pointed to when they were read"}
        .
      </p>
      <ul>
        {moved.map((change) => (
          <ChangedTag key={change.name} change={change}>
            {change.now === null ? "was deleted" : "points to other content"}
          </ChangedTag>
        ))}
      </ul>
      {isReview && moved.some(({ now }) => now !== null) && (
        <Button small onPress={replanWithMovedSources}>
          Use the new content
        </Button>
      )}
    </section>
  );
}

/** The edited tag, which points to other content than the draft edits: the push would replace what was pushed since. */
function MovedBase({ change }: { readonly change: BaseDifference }) {
  const isReview = usePush(({ state }) => state.kind === "review");
  const title = "The edited tag moved";
  return (
    <section aria-label={title} className={classNames(styles["differences"], styles["moved"])}>
      <h3 className={classNames(styles["title"])}>{title}</h3>
      <p>
        This plan edits content that the tag no longer points to. The push replaces what was pushed
        since.
      </p>
      <ul>
        <ChangedTag change={change}>
          {change.now === null ? "was deleted" : "points to other content"}
        </ChangedTag>
      </ul>
      {isReview && change.now !== null && (
        <Button
          small
          onPress={() => {
            usePush.getState().close();
            startTagEdit(change.name);
          }}
        >
          Edit the new content
        </Button>
      )}
    </section>
  );
}

/** For a plan that was saved, resumed or is a restore: target tags that moved and content that was pushed since. */
function ChangedTargets({ plan }: { readonly plan: Plan }) {
  const isRestore = plan.kind === "restore";
  const title = isRestore ? "Changed since that push" : "Changed since the plan was made";
  const { differences = [], repositories } = plan;
  const planned = new Map(
    repositories.flatMap(({ tags }) => tags.map(({ name, after }) => [name, after])),
  );
  const tags = differences.filter((difference) => difference.kind === "tag");
  const lost = differences.filter((difference) => difference.kind === "lost");
  const arrived = Map.groupBy(
    differences.filter((difference) => difference.kind === "arrived"),
    ({ repository }) => repository,
  );
  return (
    <section
      aria-label={title}
      className={classNames(
        styles["differences"],
        tags.length + lost.length > 0 && styles["moved"],
      )}
    >
      <h3 className={classNames(styles["title"])}>{title}</h3>
      {differences.length === 0 ? (
        <p>Nothing: no tag moved.</p>
      ) : (
        <ul>
          {tags.map((change) => (
            <ChangedTag key={change.name} change={change}>
              {describeTargetChange({ change, after: planned.get(change.name), isRestore })}
            </ChangedTag>
          ))}
          {[...arrived].map(([repository, content]) => (
            <li key={repository}>
              {countOf(content.length, "blob or manifest", "blobs or manifests")}{" "}
              {content.length === 1 ? "now exists" : "now exist"} in{" "}
              <UntrustedText text={repository} /> and {content.length === 1 ? "is" : "are"} not
              copied again.
            </li>
          ))}
          {lost.length > 0 && (
            <li>
              {countOf(lost.length, "referrer")} such as signatures cannot be restored: the registry
              no longer has {lost.length === 1 ? "its" : "their"} blobs.{" "}
              {lost.slice(0, maxLost).map(({ digest }) => (
                <Digest key={digest} digest={digest} of="a referrer that is lost" />
              ))}
            </li>
          )}
        </ul>
      )}
    </section>
  );
}

/** The tags of a plan that no longer point to what the preview showed. */
function movedSincePreview(
  { repositories }: Plan,
  checks: Readonly<Record<string, TargetStatus>>,
): readonly TagDifference[] {
  const previewed = new Map(
    Object.values(checks).flatMap((check) =>
      check.kind === "found"
        ? [[check.state.name, check.state.kind === "exists" ? check.state.digest : null]]
        : [],
    ),
  );
  return repositories
    .flatMap(({ tags }) => tags)
    .flatMap(({ name, before }): TagDifference[] => {
      const was = previewed.get(name);
      return was === undefined || was === before ? [] : [{ kind: "tag", name, was, now: before }];
    });
}

/** For a plan of the draft: target tags that moved after the preview. The plan has their current digests. */
export function MovedTargets({ plan }: { readonly plan: Plan }) {
  const checks = useCompose((state) => state.targets);
  const moved = useMemo(() => movedSincePreview(plan, checks), [plan, checks]);
  if (moved.length === 0) {
    return null;
  }
  const title = "Changed since the preview";
  return (
    <section aria-label={title} className={classNames(styles["differences"], styles["moved"])}>
      <h3 className={classNames(styles["title"])}>{title}</h3>
      <ul>
        {moved.map((change) => (
          <ChangedTag key={change.name} change={change}>
            {describeTargetChange({ change, after: plan.root.digest, isRestore: false })}
          </ChangedTag>
        ))}
      </ul>
    </section>
  );
}

/** What changed since the content was read, the plan was saved, or the push to restore from was made. */
export function PlanDifferences({ plan }: { readonly plan: Plan }) {
  const { differences = [] } = plan;
  const moved = differences.filter((difference) => difference.kind === "source");
  const bases = differences.filter((difference) => difference.kind === "base");
  if (moved.length + bases.length === 0) {
    return <ChangedTargets plan={plan} />;
  }
  return (
    <>
      {bases.map((change) => (
        <MovedBase key={change.name} change={change} />
      ))}
      {moved.length > 0 && <MovedSources moved={moved} />}
    </>
  );
}
