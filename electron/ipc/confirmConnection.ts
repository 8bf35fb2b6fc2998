import type { HostSettings } from "../../shared/settings.ts";
import { confirmInDialog } from "../app/confirmDialog.ts";
import { EngineError } from "../engine/errors.ts";

/** What protects a connection less than HTTPS with a verified certificate, and what that means. */
const consequences = {
  plainHttp:
    "Plain HTTP: everyone on the network can read and change what is sent, passwords included.",
  skipVerify:
    "Certificate not verified: a server that pretends to be this registry gets what is sent, passwords included.",
} as const;

/**
 * Ask the person before a connection gets less protection than it has: the page alone cannot take it away.
 * @param before what is in effect now
 * @throws EngineError `cancelled`
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
      `Certificates of ${JSON.stringify(after.caFile)} accepted: whoever holds its key can pretend to be this registry.`,
    );
  }
  if (less.length === 0) return;
  const agreed = await confirmInDialog({
    message: `Reduce the protection of ${after.host}?`,
    detail: less.join("\n\n"),
    action: "Reduce Protection",
  });
  if (!agreed) {
    throw new EngineError("cancelled", `The connection to ${after.host} was not changed.`);
  }
}
