import type { Plan, PlanDifference } from "../../../shared/plan.ts";
import { Digest } from "../../image/Digest.tsx";
import { classNames } from "../../ui/classNames.ts";
import { Button } from "../../ui/Button.tsx";
import { countOf } from "../../ui/format.ts";
import styles from "./PlanDifferences.module.css";
import { usePush } from "./pushStore.ts";
import { UntrustedText } from "../../ui/UntrustedText.tsx";

type TagDifference = Extract<PlanDifference, { kind: "tag" }>;

function Held({ digest, of }: { readonly digest: string | null; readonly of: string }) {
  return digest === null ? <span>no such tag</span> : <Digest digest={digest} of={of} />;
}

interface TagChangeProps {
  readonly change: TagDifference;
  /** What the plan will have it hold. */
  readonly after: string | undefined;
  /** Whether that is what it held before. */
  readonly restores: boolean;
}

function TagChange({ change, after, restores }: TagChangeProps) {
  const { name, was, now } = change;
  const what =
    now === after
      ? `holds the ${restores ? "old" : "new"} content already`
      : now === null
        ? "is gone"
        : was === null
          ? "was created meanwhile"
          : "was moved meanwhile";
  return (
    <li className={classNames(styles["change"])}>
      <span className={classNames(styles["name"])}>
        <UntrustedText text={name} />
      </span>
      <span>{what}:</span>
      <span className={classNames(styles["move"])}>
        <Held digest={was} of={`${name} then`} />
        <span aria-label="became" role="img">
          →
        </span>
        <Held digest={now} of={`${name} now`} />
      </span>
    </li>
  );
}

type SourceDifference = Extract<PlanDifference, { kind: "source" }>;

/** A tag that the content was read from and that names something else now. */
function SourceChange({ change }: { readonly change: SourceDifference }) {
  const { name, was, now } = change;
  return (
    <li className={classNames(styles["change"])}>
      <span className={classNames(styles["name"])}>
        <UntrustedText text={name} />
      </span>
      <span>{now === null ? "is gone:" : "names something else now:"}</span>
      <span className={classNames(styles["move"])}>
        <Held digest={was} of={`${name} when it was read`} />
        <span aria-label="became" role="img">
          →
        </span>
        <Held digest={now} of={`${name} now`} />
      </span>
    </li>
  );
}

/** Source tags that moved since they were read: the plan has what they named then, unless the person takes the new. */
function MovedSources({ moved }: { readonly moved: readonly SourceDifference[] }) {
  const inReview = usePush(({ state }) => state.kind === "review");
  const { takeNew } = usePush.getState();
  const title = moved.length === 1 ? "A source tag moved" : "Source tags moved";
  return (
    <section aria-label={title} className={classNames(styles["differences"], styles["moved"])}>
      <h3 className={classNames(styles["title"])}>{title}</h3>
      <p>
        This plan pushes what{" "}
        {moved.length === 1 ? "it named when it was read" : "they named when they were read"}.
      </p>
      <ul>
        {moved.map((change) => (
          <SourceChange key={change.name} change={change} />
        ))}
      </ul>
      {inReview && moved.some(({ now }) => now !== null) && (
        <Button small onPress={takeNew}>
          Use the new content
        </Button>
      )}
    </section>
  );
}

/** What is not as it was when the content was read, or as the plan, or the push to be restored, left it. */
export function PlanDifferences({ plan }: { readonly plan: Plan }) {
  const { differences = [] } = plan;
  const moved = differences.filter((difference) => difference.kind === "source");
  return moved.length > 0 ? <MovedSources moved={moved} /> : <ChangedSince plan={plan} />;
}

/** For a plan that takes something up again: what is not as the plan, or the push to be undone, left it. */
function ChangedSince({ plan }: { readonly plan: Plan }) {
  const restores = plan.kind === "restore";
  const title = restores ? "Changed since that push" : "Changed since the plan was made";
  const { differences = [], repositories } = plan;
  const planned = new Map(
    repositories.flatMap((part) => part.tags.map(({ name, after }) => [name, after])),
  );
  const tags = differences.filter((difference) => difference.kind === "tag");
  const arrived = Map.groupBy(
    differences.filter((difference) => difference.kind === "arrived"),
    ({ repository }) => repository,
  );
  return (
    <section
      aria-label={title}
      className={classNames(styles["differences"], tags.length > 0 && styles["moved"])}
    >
      <h3 className={classNames(styles["title"])}>{title}</h3>
      {differences.length === 0 ? (
        <p>Nothing: every tag is where it was.</p>
      ) : (
        <ul>
          {tags.map((change) => (
            <TagChange
              key={change.name}
              change={change}
              after={planned.get(change.name)}
              restores={restores}
            />
          ))}
          {[...arrived].map(([repository, pieces]) => (
            <li key={repository}>
              {countOf(pieces.length, "piece")} of content {pieces.length === 1 ? "is" : "are"} at{" "}
              {repository} by now and not copied again.
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
