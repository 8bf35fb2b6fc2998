import { render, screen } from "@testing-library/react";
import { expect, it } from "vitest";
import { ok } from "../../testing/fakeApi.ts";
import { makeAppInfo } from "../../testing/fixtures.ts";
import { installApi } from "../../testing/setUp.ts";
import { useSettings } from "../settings/settingsStore.ts";
import { AboutTab } from "./AboutTab.tsx";

it.each([
  ["33.3.0", "made for Electron 43.1.0 and runs on 33.3.0. Old versions lack security fixes"],
  ["43.0.9", "made for Electron 43.1.0 and runs on 43.0.9. Old versions lack security fixes"],
  ["43.1.10", "made for Electron 43.1.0 and runs on 43.1.10. The app is not tested on it."],
])("says that it runs on Electron %s, and what that means", async (Electron, words) => {
  const info = makeAppInfo({ versions: { Electron }, expectedElectron: "43.1.0" });
  installApi({ "app:info": () => ok(info) });
  await useSettings.getState().read();
  render(<AboutTab />);
  expect(screen.getByRole("note").textContent).toContain(words);
});

it.each([true, false])("says whether it is a package for tests: %s", async (isTestPackage) => {
  installApi({ "app:info": () => ok(makeAppInfo({ isTestPackage })) });
  await useSettings.getState().read();
  render(<AboutTab />);
  const notes = screen.queryAllByRole("note").map(({ textContent }) => textContent);
  expect(notes.some((text) => text.includes("a package for tests"))).toBe(isTestPackage);
});

it("says that the app runs without its sandbox", async () => {
  const info = makeAppInfo({ missingSandbox: "The app runs without Chromium's sandbox." });
  installApi({ "app:info": () => ok(info) });
  await useSettings.getState().read();
  render(<AboutTab />);
  expect(screen.getByRole("note").textContent).toContain("without Chromium's sandbox");
});
