import { useEffect } from "react";
import { create } from "zustand";
import type { PullsLeft } from "../../../shared/access.ts";
import { api } from "../../api.ts";

interface PullsLeftState {
  /** By host, as in references. */
  readonly byHost: Readonly<Record<string, PullsLeft>>;
}

/** How many pulls registries still allow, as they said last. */
export const usePullsLeft = create<PullsLeftState>()(() => ({ byHost: {} }));

/** Keeps what registries say of their limits, while the window is open. */
export function useLimitEvents(): void {
  useEffect(
    () =>
      api.on("registry:limit", (limit) =>
        usePullsLeft.setState(({ byHost }) => ({ byHost: { ...byHost, [limit.host]: limit } })),
      ),
    [],
  );
}

const clock = new Intl.DateTimeFormat(undefined, { timeStyle: "short" });

/**
 * Describes a limit: `93 of 100 pulls left, all again by 20:05`. The registry states the length of its window, not when it
 * began: the pulls are back when it has passed once more.
 */
export function describePullsLeft({ limit, remaining, window, at }: PullsLeft): string {
  const left = `${remaining} of ${limit} pulls left`;
  return window === undefined || window <= 0 || remaining >= limit
    ? left
    : `${left}, all again by ${clock.format(at + window * 1000)}`;
}
