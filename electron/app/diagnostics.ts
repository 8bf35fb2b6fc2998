import type { HostSettings, Settings } from "../../shared/settings.ts";
import { redactLogMessage } from "../engine/redact.ts";
import { hideNames } from "./hideNames.ts";

/** What helps to explain a problem of the app, without secrets. */
export interface Diagnostics {
  /** By name: the app, Electron, Chromium, Node, the operating system. */
  readonly versions: Readonly<Record<string, string>>;
  /** By what they hold. */
  readonly folders: Readonly<Record<string, string>>;
  /** The user's home folder, which is written as `~`. */
  readonly home: string;
  readonly settings: Settings;
  readonly hosts: readonly HostSettings[];
  /** The names of environment variables that are set and change what the app does. */
  readonly variables: readonly string[];
  /** Messages about files of the app that are not in effect. */
  readonly problems: readonly string[];
  /** The last lines of the log, oldest first. */
  readonly logLines: readonly string[];
}

/** Formats diagnostics as text for an issue report, with secrets redacted and private names replaced. */
export function formatDiagnostics(diagnostics: Diagnostics): string {
  const { versions, folders, home, settings, hosts, variables, problems, logLines } = diagnostics;
  const text = [
    ...fieldLines(versions),
    "",
    ...fieldLines(folders),
    "",
    ...fieldLines(describeSettings(settings)),
    ...hosts.map((host) => `registry ${host.host}: ${describeHost(host)}`),
    `environment: ${variables.join(", ") || "none of the app's variables"}`,
    ...problems.map((problem) => `problem: ${problem}`),
    "",
    "Log:",
    ...logLines,
    "",
  ].join("\n");
  const registries = [
    ...hosts.map(({ host }) => host),
    ...settings.neverOverwrite.registries.map((rule) => rule.split("/", 1)[0] ?? rule),
  ];
  return hideNames(shortenHome(redactLogMessage(text), home), registries);
}

/** Writes the home folder as `~`, but not a folder whose name only begins like it. Everything is below a root. */
function shortenHome(text: string, home: string): string {
  const folder = home.replace(/[/\\]+$/, "");
  if (folder === "" || /^[a-z]:$/i.test(folder)) {
    return text;
  }
  const escaped = folder.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return text.replaceAll(new RegExp(`(?<![\\w.-])${escaped}(?=[/\\\\\\s"'),:;]|$)`, "g"), "~");
}

function fieldLines(fields: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(fields).map(([name, value]) => `${name}: ${value}`);
}

/** Recent sources are no part of it: they explain nothing, and may be private. */
function describeSettings(settings: Settings): Record<string, string> {
  const { theme, neverOverwrite, shortcuts } = settings;
  const { tags, registries } = neverOverwrite;
  const rules = [...tags, ...registries];
  const keys = Object.entries(shortcuts).map(([id, set]) => `${id}: ${set ?? "none"}`);
  return {
    theme,
    ...(rules.length === 0 ? {} : { "never overwrite": rules.join(", ") }),
    ...(keys.length === 0 ? {} : { shortcuts: keys.join(", ") }),
  };
}

function describeHost({ plainHttp, skipVerify, caFile }: HostSettings): string {
  return [
    ...(plainHttp ? ["plain HTTP"] : []),
    ...(skipVerify ? ["certificate not verified"] : []),
    ...(caFile === undefined ? [] : [`certificates in ${caFile}`]),
  ].join(", ");
}
