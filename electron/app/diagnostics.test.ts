import { expect, it } from "vitest";
import { defaultSettings } from "../../shared/settings.ts";
import { type Diagnostics, formatDiagnostics } from "./diagnostics.ts";

const empty: Diagnostics = {
  versions: {},
  folders: {},
  home: "/home/ada",
  settings: defaultSettings,
  hosts: [],
  variables: [],
  problems: [],
  logLines: [],
};

it("formats versions, folders, settings and the log", () => {
  const text = formatDiagnostics({
    versions: { Manifestry: "1.0.0", Electron: "45.4.1" },
    folders: { data: "/home/ada/.config/manifestry" },
    home: "/home/ada",
    settings: {
      theme: "dark",
      neverOverwrite: { tags: ["v*"], registries: ["ghcr.io/acme"] },
      recentSources: ["registry.example/private:1"],
      shortcuts: { "target.add": "F7", "draft.new": null },
    },
    hosts: [
      { host: "registry.example:5000", plainHttp: true, skipVerify: false },
      {
        host: "harbor.example",
        plainHttp: false,
        skipVerify: true,
        caFile: "/home/ada/harbor.pem",
      },
    ],
    variables: ["HTTPS_PROXY"],
    problems: ["The settings in ~/settings.json are not in effect."],
    logLines: ["2026-01-31T12:00:00.000Z info Manifestry 1.0.0 starts"],
  });
  expect(text).toBe(`Manifestry: 1.0.0
Electron: 45.4.1

data: ~/.config/manifestry

theme: dark
never overwrite: v*, ghcr.io/acme
shortcuts: target.add: F7, draft.new: none
registry registry.example:5000: plain HTTP
registry harbor.example: certificate not verified, certificates in ~/harbor.pem
environment: HTTPS_PROXY
problem: The settings in ~/settings.json are not in effect.

Log:
2026-01-31T12:00:00.000Z info Manifestry 1.0.0 starts
`);
});

it.each([
  ["/", "/data/manifestry", "/data/manifestry"],
  ["C:\\", "C:\\data\\manifestry", "C:\\data\\manifestry"],
  ["", "/data/manifestry", "/data/manifestry"],
  ["/home/ada", "/home/adam/manifestry", "/home/adam/manifestry"],
  ["/home/ada", "/mnt/home/ada/manifestry", "/mnt/home/ada/manifestry"],
  ["/home/ada", "/home/ada", "~"],
  ["/home/ada/", "/home/ada/manifestry", "~/manifestry"],
  ["/home/a+b", "/home/a+b/manifestry", "~/manifestry"],
  ["C:\\Users\\ada", "C:\\Users\\ada\\manifestry", "~\\manifestry"],
])("with the home %s, writes %s as %s", (home, data, written) => {
  const text = formatDiagnostics({ ...empty, home, folders: { data } });
  expect(text).toContain(`\ndata: ${written}\n`);
});

it("redacts secrets of every part", () => {
  const text = formatDiagnostics({
    ...empty,
    problems: ["The file is invalid: https://ada:hunter22@registry.example/"],
    logLines: ["warn { password: 'hunter22' }"],
  });
  expect(text).not.toContain("hunter22");
});
