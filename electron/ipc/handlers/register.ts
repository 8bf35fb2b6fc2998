import process from "node:process";
import { nodeHost } from "../../engine/oci/nodeHost.ts";
import { dockerConfigCredentials } from "../../engine/registry/auth/dockerConfig.ts";
import { Stores } from "../../engine/stores.ts";
import { Workspace } from "../../engine/workspace.ts";
import { handleApp } from "./app.ts";
import { handleDraft } from "./draft.ts";
import { handlePush } from "./push.ts";
import { handleSettings } from "./settings.ts";
import { handleSources } from "./sources.ts";

/** Register the handler of every channel. */
export async function registerHandlers(): Promise<void> {
  const credentials = dockerConfigCredentials({ env: process.env });
  const workspace = new Workspace({
    stores: new Stores({ credentials }),
    host: nodeHost(process.platform, process.arch),
  });
  await handleSettings();
  handleApp();
  handleSources(workspace);
  handleDraft(workspace);
  handlePush(workspace);
}
