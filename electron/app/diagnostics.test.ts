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
      checkForUpdates: true,
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
never overwrite: v*, ghcr.io/repository-1
shortcuts: target.add: F7, draft.new: none
registry registry-1:5000: plain HTTP
registry registry-2: certificate not verified, certificates in ~/harbor.pem
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

it("replaces names of repositories and private registries, each by the same number", () => {
  const text = formatDiagnostics({
    ...empty,
    hosts: [{ host: "reg.corp.example:5000", plainHttp: true, skipVerify: false }],
    logLines: [
      "debug GET https://reg.corp.example:5000/v2/team/secret-app/manifests/1.4 200 12 ms",
      "debug GET https://auth.corp.example/token?scope=repository%3Ateam%2Fsecret-app%3Apull&service=x 200",
      "debug GET https://registry-1.docker.io/v2/acme/app/blobs/sha256:aa 200",
      "error reg.corp.example:5000/team/secret-app:1.4 was not found at reg.corp.example:5000.",
      "error ghcr.io/acme/other@sha256:bb; acmeteam.azurecr.io/acme/app; 127.0.0.1:5000/acme/app:1",
      "error at start (/opt/Manifestry/resources/app.asar/out/main/main.cjs:12:3; app://manifestry/assets/a.js:1)",
    ],
  });
  expect(text).not.toMatch(/corp|team|secret-app|acme/);
  expect(text).toContain("registry registry-1:5000: plain HTTP");
  expect(text.slice(text.indexOf("debug")))
    .toBe(`debug GET https://registry-1:5000/v2/repository-1/manifests/1.4 200 12 ms
debug GET https://registry-2/token?scope=repository%3Arepository-1%3Apull&service=x 200
debug GET https://registry-1.docker.io/v2/repository-2/blobs/sha256:aa 200
error registry-1:5000/repository-1:1.4 was not found at registry-1:5000.
error ghcr.io/repository-3@sha256:bb; registry-3.azurecr.io/repository-2; 127.0.0.1:5000/repository-2:1
error at start (/opt/Manifestry/resources/app.asar/out/main/main.cjs:12:3; app://manifestry/assets/a.js:1)
`);
});
