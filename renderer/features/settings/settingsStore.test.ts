import { describe, expect, it } from "vitest";
import { ok } from "../../testing/fakeApi.ts";
import { makeFailure } from "../../testing/fixtures.ts";
import { installApi, setUpWindow } from "../../testing/setUp.ts";
import { useSettings } from "./settingsStore.ts";

setUpWindow();

describe("theme", () => {
  it("is read at startup and written when changed", async () => {
    const fake = installApi({ "settings:read": () => ok({ theme: "dark" }) });
    await useSettings.getState().read();
    expect(useSettings.getState().theme).toBe("dark");
    await useSettings.getState().setTheme("light");
    expect(fake.inputsOf("settings:write")).toEqual([{ theme: "light" }]);
  });

  it("is reset, with an error, if it cannot be written", async () => {
    installApi({ "settings:write": () => ({ ok: false, error: makeFailure({ code: "disk" }) }) });
    await useSettings.getState().setTheme("dark");
    expect(useSettings.getState()).toMatchObject({ theme: "system", failure: { code: "disk" } });
  });
});

describe("copyDiagnostics", () => {
  it("confirms that diagnostics were copied, until that is dismissed", async () => {
    const fake = installApi();
    await useSettings.getState().copyDiagnostics();
    expect(fake.inputsOf("diagnostics:copy")).toEqual([{}]);
    expect(useSettings.getState().hasCopiedDiagnostics).toBe(true);
    useSettings.getState().dismissDiagnostics();
    expect(useSettings.getState().hasCopiedDiagnostics).toBe(false);
  });

  it("shows why they could not be copied", async () => {
    installApi({ "diagnostics:copy": () => ({ ok: false, error: makeFailure() }) });
    await useSettings.getState().copyDiagnostics();
    expect(useSettings.getState()).toMatchObject({
      hasCopiedDiagnostics: false,
      failure: makeFailure(),
    });
  });
});
