import { expect, it, vi } from "vitest";

vi.mock("electron", () => ({ app: { getVersion: () => "0.2.0" } }));
vi.mock("node:process", () => ({
  default: { arch: "x64", versions: { electron: "45.4.1", chrome: "150.0", node: "24.1.0" } },
}));

const { expectedElectron, versions } = await import("./versions.ts");

it.each(["33.3.0", "45.4.0", "45.4.1-beta.1", "46.0.0"])(
  "names Electron %s, which the app is made for, if it runs on another",
  (version) => {
    vi.stubGlobal("ELECTRON_VERSION", version);
    expect(expectedElectron()).toBe(version);
  },
);

it("names no other Electron on the one that the app is made for", () => {
  vi.stubGlobal("ELECTRON_VERSION", "45.4.1");
  expect(expectedElectron()).toBeUndefined();
});

it.each([
  [true, "0.2.0, a package for tests"],
  [false, "0.2.0"],
])("says whether it is a package for tests: %s", (isTestPackage, shown) => {
  vi.stubGlobal("TEST_PACKAGE", isTestPackage);
  expect(versions()["Manifestry"]).toBe(shown);
});
