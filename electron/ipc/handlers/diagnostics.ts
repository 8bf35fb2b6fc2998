import os from "node:os";
import process from "node:process";
import { app, clipboard, shell } from "electron";
import type { DiagnosticsReport } from "../../../shared/ipc/contract.ts";
import type { Settings } from "../../../shared/settings.ts";
import { appLog } from "../../app/appLog.ts";
import { formatDiagnostics } from "../../app/diagnostics.ts";
import { versions } from "../../app/versions.ts";
import { EngineError } from "../../engine/errors.ts";
import { missingSandbox } from "../../security/sandbox.ts";
import type { StoredHostSettings } from "../../storage/hostSettings.ts";
import { handle } from "../handle.ts";

const maxLogLines = 300;

/** Environment variables that change what the app does. Their values may contain passwords. */
const variables = [
  "MANIFESTRY_DEBUG",
  "MANIFESTRY_USER_DATA",
  "ELECTRON_DISABLE_SANDBOX",
  "HTTP_PROXY",
  "HTTPS_PROXY",
  "ALL_PROXY",
  "NO_PROXY",
  "SSL_CERT_FILE",
  "NODE_EXTRA_CA_CERTS",
  "DOCKER_CONFIG",
  "DOCKER_AUTH_CONFIG",
  "REGISTRY_AUTH_FILE",
  "XDG_CONFIG_HOME",
  "XDG_RUNTIME_DIR",
];

interface DiagnosticsSources {
  readonly settings: { readonly value: Settings };
  readonly hosts: StoredHostSettings;
  readonly problems: () => Promise<readonly EngineError[]>;
}

/** Handlers of the Help menu: copy diagnostics to the clipboard, open the folder of the log. */
export function handleDiagnostics({ settings, hosts, problems }: DiagnosticsSources): void {
  async function report(): Promise<DiagnosticsReport> {
    const log = appLog();
    const folders = {
      app: app.getAppPath(),
      data: app.getPath("userData"),
      log: log.folder,
    };
    const sandbox = missingSandbox();
    const text = formatDiagnostics({
      versions: versions(),
      folders,
      home: os.homedir(),
      settings: settings.value,
      hosts: hosts.list(),
      variables: variables.filter((name) => process.env[name] || process.env[name.toLowerCase()]),
      problems: [
        ...(sandbox === undefined ? [] : [sandbox]),
        ...(await problems()).map(({ message }) => message),
      ],
      logLines: log.lastLines(maxLogLines),
    });
    return { folders, text };
  }

  handle("diagnostics:read", report);
  handle("diagnostics:copy", async () => {
    const { text } = await report();
    await clipboard.writeText(text);
    return null;
  });
  handle("diagnostics:openLogFolder", async () => {
    const { folder } = appLog();
    const message = await shell.openPath(folder);
    if (message !== "") {
      throw new EngineError("disk", `Could not open ${folder}.`, { detail: message });
    }
    return null;
  });
}
