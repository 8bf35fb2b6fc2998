import { ChevronRight } from "lucide-react";
import { type ReactNode, useMemo } from "react";
import { Button as AriaButton, Disclosure, DisclosurePanel, Heading } from "react-aria-components";
import type { Plan, RepositoryPlan } from "../../../shared/plan.ts";
import { classNames } from "../../ui/classNames.ts";
import { escapeInvisible } from "../../ui/escapeInvisible.ts";
import { UntrustedText } from "../../ui/UntrustedText.tsx";
import { groupBlobs } from "./groupBlobs.ts";
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

interface RepositoryProps {
  readonly plan: Plan;
  readonly part: RepositoryPlan;
  readonly steps: Steps;
}

function Section({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <div className={classNames(styles["part"])}>
      <h4>{title}</h4>
      <div className={classNames(styles["lines"])}>{children}</div>
    </div>
  );
}

function RepositoryDetails({ plan, part, steps }: RepositoryProps) {
  const { repository, blobs, manifests, tags } = part;
  const groups = useMemo(() => groupBlobs(blobs), [blobs]);
  const requests = formatRequests(part.requests);
  return (
    <>
      {groups.length > 0 && (
        <Section title="Blobs">
          {groups.map((group) => (
            <PlannedBlobs
              key={`${group.kind} ${group.from ?? ""}`}
              group={group}
              repository={repository}
              steps={steps}
            />
          ))}
        </Section>
      )}
      <Section title="Manifests">
        <PlannedManifests manifests={manifests} repository={repository} steps={steps} />
      </Section>
      {tags.length > 0 && (
        <Section title="Tags">
          <PlannedTags tags={tags} root={plan.root.digest} drops={plan.drops ?? []} steps={steps} />
        </Section>
      )}
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

/** A plan by repository, in the order of execution: blobs, manifests, tags. With its progress while it is executed. */
export function PlanView({ plan, steps }: { readonly plan: Plan; readonly steps: Steps }) {
  const [only, ...others] = plan.repositories;
  return (
    <>
      {plan.differences !== undefined && <PlanDifferences plan={plan} />}
      {only !== undefined && others.length === 0 ? (
        <section
          className={classNames(styles["repository"])}
          aria-label={escapeInvisible(only.repository)}
        >
          <h3 className={classNames(styles["name"])}>
            <UntrustedText text={only.repository} />
          </h3>
          <RepositoryDetails plan={plan} part={only} steps={steps} />
        </section>
      ) : (
        <>
          <RepositoryTable plan={plan} steps={steps} />
          {plan.repositories.map((part) => (
            <CollapsibleRepository
              key={part.repository}
              plan={plan}
              part={part}
              steps={steps}
              isOpen={plan.repositories.length <= maxExpanded}
            />
          ))}
        </>
      )}
    </>
  );
}
