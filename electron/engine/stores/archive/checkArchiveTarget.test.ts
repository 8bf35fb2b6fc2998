import { expect, it } from "vitest";
import { parseLocation } from "../../oci/location.ts";
import { checkArchiveTarget } from "./checkArchiveTarget.ts";

const digest = `sha256:${"5e".repeat(32)}`;

function check(text: string): void {
  const target = parseLocation(text);
  if (target.kind !== "archive") {
    throw new Error(`${text} is no archive`);
  }
  checkArchiveTarget(target);
}

it.each([
  "oci-archive:a.tar",
  "oci-archive:a.tar.gz:1",
  `oci-archive:a.tgz:1@${digest}`,
  "oci-archive:/srv/.cache/A.TAR:1",
])("accepts %s", (text) => {
  expect(() => check(text)).not.toThrow();
});

it.each([
  ["docker-archive:a.tar:1", "oci-archive://a.tar"],
  ["oci-archive:a.tar.zst:1", ".tar.gz"],
  ["oci-archive:a.tar.xz:1", ".tar.gz"],
  ["oci-archive:a.zip:1", ".tar.gz"],
  [`oci-archive:a.tar@${digest}`, ":latest"],
  ["oci-archive:a", ".tar.gz"],
  ["oci-archive:/home/me/.ssh/authorized_keys:1", ".tar.gz"],
  ["oci-archive:/home/me/.profile:1", "image.tar"],
  ["oci-archive:/home/me/.tar:1", "image.tar"],
  ["oci-archive:/home/me/.evil.tar.gz:1", "image.tar"],
  ["oci-archive:/home/me/app.tar.gz.desktop:1", ".tar.gz"],
])("rejects %s and suggests an alternative", (text, instead) => {
  expect(() => check(text)).toThrow(
    expect.objectContaining({
      code: "input_invalid",
      hint: expect.stringContaining(instead) as string,
    }),
  );
});
