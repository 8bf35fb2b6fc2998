import { expect, test } from "vitest";
import { macSigningArguments } from "./macSigning.ts";

test.each([{}, { CSC_LINK: "", CSC_NAME: " " }])(
  "a macOS app without a certificate is signed ad hoc: %j",
  (env) => {
    expect(macSigningArguments("darwin", env)).toEqual(["--config.mac.identity=-"]);
  },
);

test.each([{ CSC_LINK: "base64" }, { CSC_NAME: "Acme" }])(
  "a macOS app is signed with the certificate that is named: %j",
  (env) => {
    expect(macSigningArguments("darwin", env)).toEqual([]);
  },
);

test.each(["linux", "win32"] as const)("nothing is signed ad hoc on %s", (platform) => {
  expect(macSigningArguments(platform, {})).toEqual([]);
});
