import { ChevronRight } from "lucide-react";
import { type ReactNode, useMemo } from "react";
import { Button as AriaButton, Disclosure, DisclosurePanel, Heading } from "react-aria-components";
import type { Plan, RepositoryPlan } from "../../../shared/plan.ts";
import { classNames } from "../../ui/classNames.ts";
import { PlannedBlobs } from "./PlannedBlobs.tsx";
import { groupBlobs } from "./groupBlobs.ts";
import { PlannedManifests } from "./PlannedManifests.tsx";
import { PlanDifferences } from "./PlanDifferences.tsx";
import { RepositoryTable } from "./RepositoryTable.tsx";
import { formatRequests } from "./planSummary.ts";
import styles from "./PlanView.module.css";
import type { Steps } from "./pushStore.ts";
import { PlannedTags } from "./PlannedTags.tsx";
import { UntrustedText } from "../../ui/UntrustedText.tsx";
import { escapeInvisible } from "../../ui/escapeInvisible.ts";

/** How many repositories show all that happens in them at once. */
const mostOpened = 3;

interface RepositoryProps {
  readonly plan: Plan;
  readonly part: RepositoryPlan;
  readonly steps: Steps;
}

function Part({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <div className={classNames(styles["part"])}>
      <h4>{title}</h4>
      <div className={classNames(styles["lines"])}>{children}</div>
    </div>
  );
}

function RepositoryParts({ plan, part, steps }: RepositoryProps) {
  const { repository, blobs, manifests, tags, requests } = part;
  const groups = useMemo(() => groupBlobs(blobs), [blobs]);
  const words = formatRequests(requests);
  return (
    <>
      {groups.length > 0 && (
        <Part title="Blobs">
          {groups.map((group) => (
            <PlannedBlobs
              key={`${group.kind} ${group.from ?? ""}`}
              group={group}
              repository={repository}
              steps={steps}
            />
          ))}
        </Part>
      )}
      <Part title="Manifests">
        <PlannedManifests manifests={manifests} repository={repository} steps={steps} />
      </Part>
      {tags.length > 0 && (
        <Part title="Tags">
          <PlannedTags tags={tags} root={plan.root.digest} drops={plan.drops ?? []} steps={steps} />
        </Part>
      )}
      {words !== "" && (
        <Part title="Requests">
          <p className={classNames(styles["requests"])}>{words}</p>
        </Part>
      )}
    </>
  );
}

/** One of several repositories: its name, and when it is opened everything that happens in it. */
function FoldedRepository(props: RepositoryProps & { readonly opened: boolean }) {
  const { repository } = props.part;
  return (
    <section className={classNames(styles["repository"])} aria-label={escapeInvisible(repository)}>
      <Disclosure defaultExpanded={props.opened}>
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
            <DisclosurePanel>{isExpanded && <RepositoryParts {...props} />}</DisclosurePanel>
          </>
        )}
      </Disclosure>
    </section>
  );
}

/** A plan, repository by repository: blobs first, then manifests, tags last, as it will be done. */
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
          <RepositoryParts plan={plan} part={only} steps={steps} />
        </section>
      ) : (
        <>
          <RepositoryTable plan={plan} steps={steps} />
          {plan.repositories.map((part) => (
            <FoldedRepository
              key={part.repository}
              plan={plan}
              part={part}
              steps={steps}
              opened={plan.repositories.length <= mostOpened}
            />
          ))}
        </>
      )}
    </>
  );
}
