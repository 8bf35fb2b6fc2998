import type { HostSettings } from "../../shared/settings.ts";
import { confirmInDialog } from "../app/confirmDialog.ts";
import { EngineError } from "../engine/errors.ts";

/** Settings that weaken a connection, with their consequences. */
const consequences = {
  plainHttp:
    "Plain HTTP: everyone on the network can read and change what is sent, passwords included.",
  skipVerify:
    "Certificate not verified: a server that impersonates this registry can read what is sent, passwords included.",
} as const;

/**
 * Asks the user before the protection of a connection is reduced. The page alone cannot reduce it.
 * @param before the current settings
 * @throws EngineError `cancelled` if the user declines
 */
export async function confirmConnection(
  before: HostSettings | undefined,
  after: HostSettings,
): Promise<void> {
  const less: string[] = (["plainHttp", "skipVerify"] as const)
    .filter((name) => after[name] && before?.[name] !== true)
    .map((name) => consequences[name]);
  if (after.caFile !== undefined && after.caFile !== before?.caFile) {
    less.push(
      `Certificates of ${JSON.stringify(after.caFile)} accepted: a server with its key can impersonate this registry.`,
    );
  }
  if (less.length === 0) {
    return;
  }
  const agreed = await confirmInDialog({
    message: `Reduce the protection of ${after.host}?`,
    detail: less.join("\n\n"),
    action: "Reduce Protection",
  });
  if (!agreed) {
    throw new EngineError("cancelled", `The connection to ${after.host} was not changed.`);
  }
}
