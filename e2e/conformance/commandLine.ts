import { homedir } from "node:os";
import process from "node:process";
import { machineCredentials } from "../../electron/engine/stores/registry/auth/credentialChain.ts";
import { machineNetwork } from "../../electron/engine/stores/registry/machineNetwork.ts";
import type { EngineContext } from "../../electron/engine/context.ts";
import { ReferrersCache } from "../../electron/engine/stores/referrersCache.ts";
import { nodeHost } from "../../electron/engine/oci/host.ts";
import { Stores } from "../../electron/engine/stores/openStores.ts";

/** Environment and streams of one run of the command. */
export interface CommandIo {
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
  readonly write: (chunk: Uint8Array | string) => void;
  readonly writeError: (text: string) => void;
}

/** Opens the engine with Docker's credentials and this machine's platform. Close its stores after use. */
export function openContext(env: NodeJS.ProcessEnv): EngineContext {
  const { platform } = process;
  const stores = new Stores({
    credentials: machineCredentials({ env }),
    network: machineNetwork({ env, home: homedir(), platform }),
  });
  return { stores, host: nodeHost(platform, process.arch), referrers: new ReferrersCache() };
}

/** Translates boolean flags from Go's syntax (`--x=false`) to that of Node's parseArgs (`--no-x`). */
export function spellBooleans(args: readonly string[], names: readonly string[]): string[] {
  return args.map((word) => {
    const match = /^--([a-z-]+)=(true|false|1|0|t|f)$/i.exec(word);
    if (!match?.[1] || !match[2] || !names.includes(match[1])) {
      return word;
    }
    return /^(?:true|1|t)$/i.test(match[2]) ? `--${match[1]}` : `--no-${match[1]}`;
  });
}
