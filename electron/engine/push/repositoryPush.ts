import type { LimitFunction } from "p-limit";
import type { RepositoryPlan } from "../../../shared/plan.ts";
import type { PlannedContents } from "../plan/plannedContents.ts";
import type { Stores } from "../stores/openStores.ts";
import type { Store } from "../stores/store.ts";
import type { ContentInFlight } from "./contentInFlight.ts";
import type { PushDelays } from "./pushDelays.ts";
import type { PushEvent } from "./pushEvent.ts";

/** What a push has transferred so far. */
export interface PushTotals {
  copiedBytes: number;
  mountedBlobs: number;
}

/** The push to one repository: its part of the plan, and what the pushes to all repositories share. */
export interface RepositoryPush {
  readonly store: Store;
  readonly plan: RepositoryPlan;
  readonly stores: Stores;
  readonly contents: PlannedContents;
  readonly inFlight: ContentInFlight;
  readonly totals: PushTotals;
  /** Limits concurrent transfers to the repository. */
  readonly transfers: LimitFunction;
  readonly delays: PushDelays;
  readonly report: (event: PushEvent) => void;
}
