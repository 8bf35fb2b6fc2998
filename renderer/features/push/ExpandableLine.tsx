import { ChevronRight } from "lucide-react";
import type { ReactNode } from "react";
import { Button as AriaButton, Disclosure, DisclosurePanel } from "react-aria-components";
import { classNames } from "../../ui/classNames.ts";
import { PlanLine } from "./PlanLine.tsx";
import styles from "./PlanView.module.css";
import type { PieceProgress } from "./planProgress.ts";

interface ExpandableLineProps {
  readonly progress: PieceProgress;
  readonly words: string;
  /** What stands at the end of the line. */
  readonly size: string;
  /** List items, drawn once it is opened. */
  readonly children: ReactNode;
}

/** Many pieces in one line; each of them when it is opened. */
export function ExpandableLine({ progress, words, size, children }: ExpandableLineProps) {
  return (
    <Disclosure>
      {({ isExpanded }) => (
        <>
          <PlanLine state={progress.state} share={progress.share}>
            <AriaButton slot="trigger" className={classNames(styles["opener"])}>
              <span className={classNames(styles["words"])}>{words}</span>
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
