import { homedir } from "node:os";
import process from "node:process";
import { machineCredentials } from "../../electron/engine/stores/registry/auth/credentialChain.ts";
import { machineNetwork } from "../../electron/engine/stores/registry/network.ts";
import type { EngineContext } from "../../electron/engine/context.ts";
import { ReferrersCache } from "../../electron/engine/stores/referrersCache.ts";
import { nodeHost } from "../../electron/engine/oci/host.ts";
import { Stores } from "../../electron/engine/stores/openStores.ts";

/** The engine as a command line meets it: Docker's credentials and this machine's platform. */
export function openDoor(): EngineContext {
  const { env, platform } = process;
  const stores = new Stores({
    credentials: machineCredentials({ env }),
    network: machineNetwork({ env, home: homedir(), platform }),
  });
  return { stores, host: nodeHost(platform, process.arch), referrers: new ReferrersCache() };
}

/** A signal that Ctrl-C aborts. */
export function untilInterrupted(): AbortSignal {
  const controller = new AbortController();
  process.once("SIGINT", () => controller.abort());
  process.once("SIGTERM", () => controller.abort());
  return controller.signal;
}

/** Boolean flags as Go spells them (`--x=false`) in the words of Node's parseArgs (`--no-x`). */
export function spellBooleans(args: readonly string[], names: readonly string[]): string[] {
  return args.map((word) => {
    const match = /^--([a-z-]+)=(true|false|1|0|t|f)$/i.exec(word);
    if (!match?.[1] || !match[2] || !names.includes(match[1])) return word;
    return /^(?:true|1|t)$/i.test(match[2]) ? `--${match[1]}` : `--no-${match[1]}`;
  });
}

/** An error as one line. */
export function messageOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.replaceAll(/\s*\n\s*/g, " ");
}
