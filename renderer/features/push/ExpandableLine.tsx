import { ChevronRight } from "lucide-react";
import type { ReactNode } from "react";
import { Button as AriaButton, Disclosure, DisclosurePanel } from "react-aria-components";
import { classNames } from "../../ui/classNames.ts";
import type { PieceProgress } from "./planProgress.ts";
import { PlanLine } from "./PlanLine.tsx";
import styles from "./PlanView.module.css";

interface ExpandableLineProps {
  readonly progress: PieceProgress;
  readonly summary: string;
  /** The text at the end of the line. */
  readonly size: string;
  /** List items, rendered while the line is expanded. */
  readonly children: ReactNode;
}

/** A line of a plan that expands to a list. */
export function ExpandableLine({ progress, summary, size, children }: ExpandableLineProps) {
  return (
    <Disclosure>
      {({ isExpanded }) => (
        <>
          <PlanLine state={progress.state} share={progress.share}>
            <AriaButton slot="trigger" className={classNames(styles["opener"])}>
              <span className={classNames(styles["words"])}>{summary}</span>
              <ChevronRight
                size={13}
                aria-hidden
                className={classNames(styles["chevron"], isExpanded && styles["opened"])}
              />
            </AriaButton>
            <span className={classNames(styles["size"])}>{size}</span>
          </PlanLine>
          <DisclosurePanel>
            {isExpanded && <ul className={classNames(styles["folded"])}>{children}</ul>}
          </DisclosurePanel>
        </>
      )}
    </Disclosure>
  );
}
