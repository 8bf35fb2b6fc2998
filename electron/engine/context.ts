import type { ReferrersCache } from "./stores/referrersCache.ts";
import type { Log } from "./log.ts";
import type { Host } from "./oci/host.ts";
import type { Stores } from "./stores/openStores.ts";

/** The engine's environment, passed in by the caller; the engine reads nothing from the process. */
export interface EngineContext {
  readonly stores: Stores;
  readonly host: Host;
  readonly referrers: ReferrersCache;
  /** Omitted: nothing is logged. */
  readonly log?: Log;
}
