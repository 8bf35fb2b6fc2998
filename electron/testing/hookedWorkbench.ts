import type { RegistryHooks, RegistryOptions } from "./registry/options.ts";
import { startWorkbench, type Workbench } from "./workbench.ts";

/** A workbench whose registry a test may answer for. */
export interface HookedWorkbench extends Workbench {
  /** `before` answers in place of the registry, unless it is undefined or returns undefined. */
  readonly hooks: { before: RegistryHooks["before"] };
}

/** Starts a workbench with changeable answers. Close it after the test. @param options of its registry */
export async function startHookedWorkbench(
  options: RegistryOptions = {},
): Promise<HookedWorkbench> {
  const hooks: HookedWorkbench["hooks"] = { before: undefined };
  const before: RegistryHooks["before"] = (request, content) => hooks.before?.(request, content);
  return { ...(await startWorkbench({ ...options, hooks: { before } })), hooks };
}
