import path from "node:path";
import { app } from "electron";
import type { EngineError } from "../../engine/errors.ts";
import { journalOrigin } from "../../app/journalOrigin.ts";
import { rememberFolders } from "../../app/fileDialogs.ts";
import { openHostSettings } from "../../storage/hostSettings.ts";
import { openDialogFolders } from "../../storage/dialogFolders.ts";
import { openLogins } from "../../storage/logins.ts";
import { openApprovedPaths } from "../../storage/approvedPaths.ts";
import type { StartData } from "../../app/fillPage.ts";
import { answerChannels, handle } from "../handle.ts";
import { handleApp, sampleFolders } from "./app.ts";
import { handleDiagnostics } from "./diagnostics.ts";
import { handleSavedDraft } from "./savedDraft.ts";
import { handleSettings } from "./settings.ts";
import { handleUpdates } from "./updates.ts";
import { handleViewState } from "./viewState.ts";

/**
 * Opens the app's files and registers the handlers that the window needs to show itself. The engine, most of the program,
 * is loaded at the first request for it.
 * @returns what the page contains
 */
export async function registerHandlers(): Promise<StartData> {
  const folder = app.getPath("userData");
  const logins = await openLogins(path.join(folder, "logins.json"));
  const hosts = await openHostSettings(path.join(folder, "hosts.json"));
  const own = Object.values(sampleFolders(folder));
  // Earlier versions named the file places.json; their approvals stay valid.
  rememberFolders(await openDialogFolders(path.join(folder, "folders.json")));
  const approvedPaths = await openApprovedPaths(path.join(folder, "places.json"), own);
  const settings = await handleSettings(path.join(folder, "settings.json"));
  handleUpdates(settings);
  const viewState = await handleViewState(path.join(folder, "view.json"));
  const draft = await handleSavedDraft(folder);
  const problems = async (): Promise<readonly EngineError[]> => [
    ...settings.problems,
    ...hosts.problems,
    ...approvedPaths.problems,
    ...(await logins.list()).problems,
    ...draft.problems,
  ];
  handleApp(problems);
  handleDiagnostics({ settings, hosts, problems });
  const openJournal = once(async () => {
    const { Journal } = await import("../../engine/journal/journal.ts");
    return new Journal(path.join(folder, "journal"), journalOrigin(app.getVersion()));
  });
  handle("journal:list", async () => (await openJournal()).list());
  answerChannels(async () => {
    const { registerEngineHandlers } = await import("./engineHandlers.ts");
    const journal = await openJournal();
    registerEngineHandlers({ folder, logins, hosts, approvedPaths, settings, journal });
  });
  return { viewState: () => viewState.value };
}

/** Returns a function that runs another one at its first call only, unless that fails. */
function once<T>(run: () => Promise<T>): () => Promise<T> {
  let result: Promise<T> | undefined;
  return () =>
    (result ??= run().catch((error: unknown) => {
      result = undefined;
      throw error;
    }));
}
