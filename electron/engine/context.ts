import type { ReferrersCache } from "./stores/referrersCache.ts";
import type { Host } from "./oci/platform.ts";
import type { Stores } from "./stores/openStores.ts";

/** What the engine needs from around it; nothing is read from the process. */
export interface EngineContext {
  readonly stores: Stores;
  readonly host: Host;
  readonly referrers: ReferrersCache;
}
