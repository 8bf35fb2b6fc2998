import { homedir } from "node:os";
import path from "node:path";
import process from "node:process";
import { app } from "electron";
import { Journal } from "../../engine/journal/journal.ts";
import { nodeHost } from "../../engine/oci/host.ts";
import { machineCredentials } from "../../engine/stores/registry/auth/credentialChain.ts";
import { machineNetwork } from "../../engine/stores/registry/machineNetwork.ts";
import { Stores } from "../../engine/stores/openStores.ts";
import type { EngineError } from "../../engine/errors.ts";
import { journalOrigin } from "../../app/journalOrigin.ts";
import { Engine } from "../../engine/engine.ts";
import { appLog, isHttpLogged } from "../../app/appLog.ts";
import { rememberFolders } from "../../app/fileDialogs.ts";
import { proxySession } from "../../security/network.ts";
import { openHostSettings } from "../../storage/hostSettings.ts";
import { openDialogFolders } from "../../storage/dialogFolders.ts";
import { openLogins } from "../../storage/logins.ts";
import { openApprovedPaths } from "../../storage/approvedPaths.ts";
import { emit } from "../emit.ts";
import { handleApp, sampleFolders } from "./app.ts";
import { handleCompare } from "./compare.ts";
import { handleDiagnostics } from "./diagnostics.ts";
import { handleDraft } from "./draft.ts";
import { handleFiles } from "./files.ts";
import { handleInspect } from "./inspect.ts";
import { handleJournal } from "./journal.ts";
import { handlePlans } from "./plans.ts";
import { handlePush } from "./push.ts";
import { handleRecipes } from "./recipes.ts";
import { handleRegistries } from "./registries.ts";
import { handleSettings } from "./settings.ts";
import { handleSuggestions } from "./suggestions.ts";
import { handleSources } from "./sources.ts";
import { handleTags } from "./tags.ts";
import { handleViewState } from "./viewState.ts";

/** Opens the app's files, creates the engine and registers the handler of every channel. */
export async function registerHandlers(): Promise<void> {
  const { env, platform } = process;
  const folder = app.getPath("userData");
  const logins = await openLogins(path.join(folder, "logins.json"));
  const credentials = machineCredentials({ env, logins });
  const hosts = await openHostSettings(path.join(folder, "hosts.json"));
  const network = machineNetwork({
    env,
    home: homedir(),
    platform,
    own: path.join(folder, "certs.d"),
    settings: (domain) => hosts.of(domain),
    resolveProxy: (address) => proxySession().resolveProxy(address),
    ...(isHttpLogged ? { log: appLog() } : {}),
  });
  const own = Object.values(sampleFolders(folder));
  // Earlier versions named the file places.json; their approvals stay valid.
  rememberFolders(await openDialogFolders(path.join(folder, "folders.json")));
  const approvedPaths = await openApprovedPaths(path.join(folder, "places.json"), own);
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
  const journal = new Journal(path.join(folder, "journal"), journalOrigin(app.getVersion()));
  const settings = await handleSettings(path.join(folder, "settings.json"));
  const engine = new Engine(
    {
      stores,
      host: nodeHost(platform, process.arch),
      log: appLog(),
      overwriteRules: () => settings.value.neverOverwrite,
    },
    journal,
  );
  await handleViewState(path.join(folder, "view.json"));
  const draft = await handleDraft(engine, folder);
  const problems = async (): Promise<readonly EngineError[]> => [
    ...settings.problems,
    ...hosts.problems,
    ...approvedPaths.problems,
    ...(await logins.list()).problems,
    ...draft.problems,
  ];
  handleApp(problems);
  handleDiagnostics({ settings, hosts, problems });
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
  handleRegistries({ stores, credentials, logins, network, hosts });
}
