import { Check, CircleDashed, Minus, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { classNames } from "../../ui/classNames.ts";
import { Spinner } from "../../ui/Spinner.tsx";
import styles from "./PlanView.module.css";

/** `stopped`: the push ended before it was done. `nothing`: already exists. `skipped`: not copied. */
export type LineState = "planned" | "running" | "done" | "stopped" | "nothing" | "skipped";

/** The accessible name of each state's icon. */
export const stateLabels: Readonly<Record<LineState, string>> = {
  planned: "planned",
  running: "in progress",
  done: "done",
  stopped: "not done",
  nothing: "nothing to do",
  skipped: "not copied",
};

/** The icon of a state. */
export function StateIcon({ state }: { readonly state: LineState }) {
  return (
    <span
      className={classNames(styles["mark"], styles[state])}
      role="img"
      aria-label={stateLabels[state]}
    >
      {state === "running" && <Spinner />}
      {state === "done" && <Check size={13} strokeWidth={2.5} />}
      {state === "stopped" && <CircleDashed size={13} />}
      {state === "nothing" && <Minus size={13} />}
      {state === "planned" && <span className={classNames(styles["dot"])} />}
      {state === "skipped" && <TriangleAlert size={13} />}
    </span>
  );
}

interface PlanLineProps {
  readonly state: LineState;
  /** The part that is done, from 0 to 1. */
  readonly share: number;
  readonly children: ReactNode;
}

/** One line of a plan. Its background is the progress bar while the plan is executed. */
export function PlanLine({ state, share, children }: PlanLineProps) {
  return (
    <div className={classNames(styles["line"])}>
      <span
        className={classNames(styles["fill"], state === "done" && styles["full"])}
        style={{ width: `${Math.round(share * 100)}%` }}
        aria-hidden="true"
      />
      <StateIcon state={state} />
      {children}
    </div>
  );
}
