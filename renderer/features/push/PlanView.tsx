import { ChevronRight } from "lucide-react";
import { type ReactNode, useMemo } from "react";
import { Button as AriaButton, Disclosure, DisclosurePanel, Heading } from "react-aria-components";
import type { Plan, PushOutcome, RepositoryPlan } from "../../../shared/plan.ts";
import { classNames } from "../../ui/classNames.ts";
import { escapeInvisible } from "../../ui/escapeInvisible.ts";
import { UntrustedText } from "../../ui/UntrustedText.tsx";
import { countOf } from "../../../shared/countOf.ts";
import { formatBytes } from "../../ui/format.ts";
import { createdContent } from "./CreatedJson.tsx";
import { FoldedPart } from "./FoldedPart.tsx";
import { groupBlobs } from "./groupBlobs.ts";
import { contentPieces, progressOf } from "./planProgress.ts";
import { sumPlan } from "./planTotals.ts";
import { PlanDifferences } from "./PlanDifferences.tsx";
import { PlannedBlobs } from "./PlannedBlobs.tsx";
import { PlannedManifests } from "./PlannedManifests.tsx";
import { PlannedTags } from "./PlannedTags.tsx";
import { formatRequests } from "./planSummary.ts";
import styles from "./PlanView.module.css";
import type { Steps } from "./pushQueueStore.ts";
import { RepositoryTable } from "./RepositoryTable.tsx";

/** With more repositories than this, the details of each are collapsed at first. */
const maxExpanded = 3;
/** As above, once the push ended: each tag has its result. */
const maxExpandedResults = 20;

interface RepositoryProps {
  readonly plan: Plan;
  readonly part: RepositoryPlan;
  readonly steps: Steps;
  /** Set once the push ended. */
  readonly result: PushOutcome | undefined;
}

function Section({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <div className={classNames(styles["section"])}>
      <h4>{title}</h4>
      <div>{children}</div>
    </div>
  );
}

/** `14 to copy, 3 existing` */
function summarize(counts: readonly (readonly [count: number, words: string])[]): string {
  return counts
    .filter(([count]) => count > 0)
    .map(([count, words]) => `${count} ${words}`)
    .join(", ");
}

/** The blobs and manifests of a repository, folded. */
function RepositoryContent({ plan, part, steps, result }: RepositoryProps) {
  const { repository, blobs, manifests } = part;
  const groups = useMemo(() => groupBlobs(blobs), [blobs]);
  const totals = useMemo(() => sumPlan(plan, [part]), [plan, part]);
  const pieces = useMemo(() => contentPieces(part), [part]);
  const isDone = result !== undefined && result.failure === undefined;
  const created = useMemo(() => createdContent(plan.root, plan.created), [plan]);
  const pushedBytes = pieces.manifests.reduce((sum, { size }) => sum + size, 0);
  return (
    <>
      {groups.length > 0 && (
        <FoldedPart
          title={countOf(blobs.length, "blob")}
          progress={
            totals.foreignLayers > 0 && pieces.blobs.length === 0
              ? { state: "skipped", share: 0 }
              : progressOf(pieces.blobs, steps)
          }
          summary={summarize([
            [totals.copiedBlobs, isDone ? "copied" : "to copy"],
            [totals.mountedBlobs, "mounted"],
            [totals.existingBlobs, "existing"],
            [totals.foreignLayers, "not copied"],
          ])}
          size={totals.copiedBytes > 0 ? formatBytes(totals.copiedBytes) : ""}
        >
          {groups.map((group) => (
            <PlannedBlobs
              key={`${group.kind} ${group.from ?? ""}`}
              group={group}
              repository={repository}
              steps={steps}
              created={created}
            />
          ))}
        </FoldedPart>
      )}
      <FoldedPart
        title={countOf(manifests.length, "manifest")}
        progress={progressOf(pieces.manifests, steps)}
        summary={summarize([
          [totals.pushedManifests, isDone ? "pushed" : "to push"],
          [totals.existingManifests, "existing"],
        ])}
        size={pushedBytes > 0 ? formatBytes(pushedBytes) : ""}
      >
        <PlannedManifests
          manifests={manifests}
          repository={repository}
          steps={steps}
          created={created}
        />
      </FoldedPart>
    </>
  );
}

function RepositoryDetails(props: RepositoryProps) {
  const { plan, part, steps, result } = props;
  const requests = result === undefined ? formatRequests(part.requests) : "";
  return (
    <>
      {part.tags.length > 0 && (
        <PlannedTags plan={plan} tags={part.tags} steps={steps} result={result} />
      )}
      <RepositoryContent {...props} />
      {requests !== "" && (
        <Section title="Requests">
          <p className={classNames(styles["requests"])}>{requests}</p>
        </Section>
      )}
    </>
  );
}

/** One of several repositories, with details that collapse. */
function CollapsibleRepository({
  isOpen,
  ...props
}: RepositoryProps & { readonly isOpen: boolean }) {
  const { repository } = props.part;
  return (
    <section className={classNames(styles["repository"])} aria-label={escapeInvisible(repository)}>
      <Disclosure defaultExpanded={isOpen}>
        {({ isExpanded }) => (
          <>
            <Heading level={3}>
              <AriaButton slot="trigger" className={classNames(styles["opener"], styles["name"])}>
                <UntrustedText text={repository} />
                <ChevronRight
                  size={13}
                  aria-hidden
                  className={classNames(styles["chevron"], isExpanded && styles["opened"])}
                />
              </AriaButton>
            </Heading>
            <DisclosurePanel>{isExpanded && <RepositoryDetails {...props} />}</DisclosurePanel>
          </>
        )}
      </Disclosure>
    </section>
  );
}

interface PlanViewProps {
  readonly plan: Plan;
  readonly steps: Steps;
  /** What is pushed, if several plans are shown together. */
  readonly of?: string;
  /** Set once the push ended. */
  readonly result?: PushOutcome;
}

/**
 * A plan by repository: what tags change, then blobs and manifests, folded. With its progress while it is executed, and
 * the result of each tag afterwards.
 */
export function PlanView({ plan, steps, of, result }: PlanViewProps) {
  const [only, ...others] = plan.repositories;
  const maxOpen = result === undefined ? maxExpanded : maxExpandedResults;
  return (
    <>
      {plan.differences !== undefined && result === undefined && <PlanDifferences plan={plan} />}
      {only !== undefined && others.length === 0 ? (
        <section
          className={classNames(styles["repository"])}
          aria-label={escapeInvisible(
            of === undefined ? only.repository : `${of} to ${only.repository}`,
          )}
        >
          <h3 className={classNames(styles["name"])}>
            <UntrustedText text={only.repository} />
          </h3>
          <RepositoryDetails plan={plan} part={only} steps={steps} result={result} />
        </section>
      ) : (
        <>
          {result === undefined && <RepositoryTable plan={plan} steps={steps} />}
          {plan.repositories.map((part) => (
            <CollapsibleRepository
              key={part.repository}
              plan={plan}
              part={part}
              steps={steps}
              result={result}
              isOpen={plan.repositories.length <= maxOpen}
            />
          ))}
        </>
      )}
    </>
  );
}
