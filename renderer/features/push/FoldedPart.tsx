import { ChevronRight } from "lucide-react";
import type { ReactNode } from "react";
import { Button as AriaButton, Disclosure, DisclosurePanel, Heading } from "react-aria-components";
import { classNames } from "../../ui/classNames.ts";
import type { PieceProgress } from "./planProgress.ts";
import { PlanLine } from "./PlanLine.tsx";
import styles from "./PlanView.module.css";

interface FoldedPartProps {
  readonly title: string;
  /** The progress of all that the part has. */
  readonly progress: PieceProgress;
  /** How many there are, and what happens to them. */
  readonly summary: string;
  /** The text at the end of the line. */
  readonly size: string;
  readonly children: ReactNode;
}

/** A part of a plan, such as its blobs, on one line that unfolds. */
export function FoldedPart({ title, progress, summary, size, children }: FoldedPartProps) {
  return (
    <Disclosure className={classNames(styles["part"])}>
      {({ isExpanded }) => (
        <>
          <PlanLine state={progress.state} share={progress.share}>
            <Heading level={4} className={classNames(styles["partTitle"])}>
              <AriaButton slot="trigger" className={classNames(styles["opener"])}>
                <span>{title}</span>
                <ChevronRight
                  size={13}
                  aria-hidden
                  className={classNames(styles["chevron"], isExpanded && styles["opened"])}
                />
              </AriaButton>
            </Heading>
            <span className={classNames(styles["words"], styles["summary"])}>{summary}</span>
            <span className={classNames(styles["size"])}>{size}</span>
          </PlanLine>
          <DisclosurePanel className={classNames(styles["lines"])}>{children}</DisclosurePanel>
        </>
      )}
    </Disclosure>
  );
}
