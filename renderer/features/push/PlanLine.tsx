import { Check, Minus, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { classNames } from "../../ui/classNames.ts";
import { Spinner } from "../../ui/Spinner.tsx";
import styles from "./PlanView.module.css";

/** `lost` is what nobody brings along. */
export type LineState = "planned" | "running" | "done" | "nothing" | "lost";

/** What a line's mark says to those who do not see it. */
export const stateWords: Readonly<Record<LineState, string>> = {
  planned: "planned",
  running: "under way",
  done: "done",
  nothing: "nothing to do",
  lost: "is lost",
};

/** The mark of what state something is in. */
export function StateMark({ state }: { readonly state: LineState }) {
  return (
    <span
      className={classNames(styles["mark"], styles[state])}
      role="img"
      aria-label={stateWords[state]}
    >
      {state === "running" && <Spinner />}
      {state === "done" && <Check size={13} strokeWidth={2.5} />}
      {state === "nothing" && <Minus size={13} />}
      {state === "planned" && <span className={classNames(styles["dot"])} />}
      {state === "lost" && <TriangleAlert size={13} />}
    </span>
  );
}

interface PlanLineProps {
  readonly state: LineState;
  /** How much of it is done, from 0 to 1. */
  readonly share: number;
  readonly children: ReactNode;
}

/** One line of a plan; while it is carried out the line fills. */
export function PlanLine({ state, share, children }: PlanLineProps) {
  return (
    <div className={classNames(styles["line"])}>
      <span
        className={classNames(styles["fill"], state === "done" && styles["full"])}
        style={{ width: `${Math.round(share * 100)}%` }}
        aria-hidden="true"
      />
      <StateMark state={state} />
      {children}
    </div>
  );
}
