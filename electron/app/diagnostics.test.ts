import { expect, it } from "vitest";
import { formatDiagnostics } from "./diagnostics.ts";

it("formats versions, folders, settings and the log", () => {
  const text = formatDiagnostics({
    versions: { Manifestry: "1.0.0", Electron: "45.4.1" },
    folders: { data: "/home/ada/.config/manifestry" },
    home: "/home/ada",
    settings: { theme: "dark" },
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
registry registry.example:5000: plain HTTP
registry harbor.example: certificate not verified, certificates in ~/harbor.pem
environment: HTTPS_PROXY
problem: The settings in ~/settings.json are not in effect.

Log:
2026-01-31T12:00:00.000Z info Manifestry 1.0.0 starts
`);
});
