import { homedir } from "node:os";
import path from "node:path";
import process from "node:process";
import { appLog, isHttpLogged } from "../../app/appLog.ts";
import { Engine } from "../../engine/engine.ts";
import type { Journal } from "../../engine/journal/journal.ts";
import { decodeInThread } from "../../engine/inspect/evidence/decodeInThread.ts";
import { decodeLayerInThread } from "../../engine/inspect/files/decodeLayerInThread.ts";
import { nodeHost } from "../../engine/oci/host.ts";
import { machineCredentials } from "../../engine/stores/registry/auth/credentialChain.ts";
import type { SavedLogins } from "../../engine/stores/registry/auth/savedLogins.ts";
import { machineNetwork } from "../../engine/stores/registry/machineNetwork.ts";
import { Stores } from "../../engine/stores/openStores.ts";
import type { Settings } from "../../../shared/settings.ts";
import { proxySession } from "../../security/network.ts";
import type { ApprovedPaths } from "../../storage/approvedPaths.ts";
import type { StoredHostSettings } from "../../storage/hostSettings.ts";
import { emit } from "../emit.ts";
import { handleCompare } from "./compare.ts";
import { handleDraft } from "./draft.ts";
import { handleFiles } from "./files.ts";
import { handleInspect } from "./inspect.ts";
import { handleJournal } from "./journal.ts";
import { handleLicenses } from "./licenses.ts";
import { handlePlans } from "./plans.ts";
import { handlePush } from "./push.ts";
import { handleRecipes } from "./recipes.ts";
import { handleRegistries } from "./registries.ts";
import { handleSuggestions } from "./suggestions.ts";
import { handleSources } from "./sources.ts";
import { handleTags } from "./tags.ts";

/** The files of the app, opened at its start. */
interface AppFiles {
  /** The app's data folder. */
  readonly folder: string;
  readonly logins: SavedLogins;
  readonly hosts: StoredHostSettings;
  readonly approvedPaths: ApprovedPaths;
  readonly settings: { readonly value: Settings };
  readonly journal: Journal;
}

/** Creates the engine and registers the handlers of all channels that ask it. */
export function registerEngineHandlers(files: AppFiles): void {
  const { folder, logins, hosts, approvedPaths, settings, journal } = files;
  const { env, platform } = process;
  const credentials = machineCredentials({ env, logins });
  const network = machineNetwork({
    env,
    home: homedir(),
    platform,
    own: path.join(folder, "certs.d"),
    settings: (domain) => hosts.of(domain),
    resolveProxy: (address) => proxySession().resolveProxy(address),
    ...(isHttpLogged ? { log: appLog() } : {}),
  });
  const stores = new Stores({
    credentials,
    network,
    absolutePaths: true,
    onRateLimit: (host, { window, ...limit }) =>
      emit("registry:limit", {
        host,
        ...limit,
        ...(window === undefined ? {} : { window }),
        at: Date.now(),
      }),
  });
  // The build puts it beside this program.
  const decodeThread = path.join(import.meta.dirname, "decodeThread.cjs");
  const engine = new Engine(
    {
      stores,
      host: nodeHost(platform, process.arch),
      decodeEvidence: decodeInThread(decodeThread),
      decodeLayer: decodeLayerInThread(decodeThread),
      log: appLog(),
      overwriteRules: () => settings.value.neverOverwrite,
    },
    journal,
  );
  handleDraft(engine);
  handleSources(engine, approvedPaths);
  handleSuggestions(engine);
  handleInspect(engine);
  handleFiles(engine.layerFiles);
  handleCompare(engine.comparisons);
  handleTags(engine);
  handleRecipes(engine);
  handlePlans(engine);
  handlePush(engine, approvedPaths);
  handleJournal(journal);
  handleLicenses();
  handleRegistries({ stores, credentials, logins, network, hosts });
}
