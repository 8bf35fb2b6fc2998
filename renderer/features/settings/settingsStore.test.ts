import { describe, expect, it } from "vitest";
import { ok } from "../../testing/fakeApi.ts";
import { makeFailure, makeSettings } from "../../testing/fixtures.ts";
import { installApi } from "../../testing/setUp.ts";
import { useSettings } from "./settingsStore.ts";

describe("theme", () => {
  it("is read at startup and written when changed", async () => {
    const fake = installApi({ "settings:read": () => ok(makeSettings({ theme: "dark" })) });
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

describe("overwrite rules", () => {
  const rules = { tags: ["v*"], registries: [] };

  it("are read at startup, and written without the other settings", async () => {
    const fake = installApi({
      "settings:read": () => ok(makeSettings({ neverOverwrite: rules })),
    });
    await useSettings.getState().read();
    expect(useSettings.getState().neverOverwrite).toEqual(rules);
    const changed = { tags: ["v*"], registries: ["ghcr.io/acme"] };
    await useSettings.getState().setOverwriteRules(changed);
    expect(fake.inputsOf("settings:write")).toEqual([{ neverOverwrite: changed }]);
    expect(useSettings.getState().neverOverwrite).toEqual(changed);
  });

  it("stay as they were, with an error, if they cannot be written", async () => {
    installApi({ "settings:write": () => ({ ok: false, error: makeFailure({ code: "disk" }) }) });
    await useSettings.getState().setOverwriteRules(rules);
    expect(useSettings.getState()).toMatchObject({
      neverOverwrite: { tags: [], registries: [] },
      failure: { code: "disk" },
    });
  });
});

describe("recent sources", () => {
  it("are kept most recent first, each once, without descriptors", async () => {
    const fake = installApi();
    const { addRecentSources } = useSettings.getState();
    await addRecentSources(["a:1", "b:1"]);
    await addRecentSources(["a:1", '{"digest":"sha256:…"}']);
    expect(useSettings.getState().recentSources).toEqual(["a:1", "b:1"]);
    expect(fake.inputsOf("settings:write").at(-1)).toEqual({ recentSources: ["a:1", "b:1"] });
    await addRecentSources(Array.from({ length: 30 }, (_, at) => `c:${at}`));
    expect(useSettings.getState().recentSources).toHaveLength(20);
    await useSettings.getState().clearRecentSources();
    expect(useSettings.getState().recentSources).toEqual([]);
    expect(fake.inputsOf("settings:write").at(-1)).toEqual({ recentSources: [] });
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
