import { describe, expect, it } from "vitest";
import { ok } from "../../testing/fakeApi.ts";
import { makeFailure } from "../../testing/fixtures.ts";
import { installApi, startEmpty } from "../../testing/setUp.ts";
import { useSettings } from "./settingsStore.ts";

startEmpty();

describe("the theme", () => {
  it("is read at the start and written when it is chosen", async () => {
    const fake = installApi({ "settings:read": () => ok({ theme: "dark" }) });
    await useSettings.getState().read();
    expect(useSettings.getState().theme).toBe("dark");
    await useSettings.getState().setTheme("light");
    expect(fake.inputsOf("settings:write")).toEqual([{ theme: "light" }]);
  });

  it("stays as it was, and says why, where it cannot be kept", async () => {
    installApi({ "settings:write": () => ({ ok: false, error: makeFailure({ code: "disk" }) }) });
    await useSettings.getState().setTheme("dark");
    expect(useSettings.getState()).toMatchObject({ theme: "system", failure: { code: "disk" } });
  });
});
