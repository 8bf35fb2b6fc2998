import { expect, test, vi } from "vitest";
import { isAllowed } from "./permissions.ts";

vi.mock("electron", () => ({ session: {} }));

test("the page may copy text", () => {
  expect(isAllowed("clipboard-sanitized-write", "app://manifestry/")).toBe(true);
  expect(isAllowed("clipboard-sanitized-write", "app://manifestry")).toBe(true);
});

test.each([
  "media",
  "geolocation",
  "notifications",
  "clipboard-read",
  "openExternal",
  "fileSystem",
  "hid",
  "serial",
  "usb",
  "display-capture",
  "unknown",
])("the page may not have %s", (permission) => {
  expect(isAllowed(permission, "app://manifestry/")).toBe(false);
});

test.each(["", "null", "https://example.com/", "app://manifestry.example/", "app://other/"])(
  "%j may have nothing",
  (url) => {
    expect(isAllowed("clipboard-sanitized-write", url)).toBe(false);
  },
);
