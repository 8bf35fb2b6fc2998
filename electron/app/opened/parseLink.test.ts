import { expect, test } from "vitest";
import { parseLink } from "./parseLink.ts";

const digest = `sha256:${"0123456789abcdef".repeat(4)}`;

test.each([
  ["manifestry:ghcr.io/acme/app:1.4", "ghcr.io/acme/app:1.4"],
  ["manifestry://ghcr.io/acme/app:1.4", "ghcr.io/acme/app:1.4"],
  ["MANIFESTRY:alpine", "alpine"],
  ["manifestry:ghcr.io%2Facme%2Fapp%3A1.4", "ghcr.io/acme/app:1.4"],
  ["manifestry://localhost:5000/app:1/", "localhost:5000/app:1"],
  [`manifestry:acme/app:1@${digest}`, `acme/app:1@${digest}`],
])("%s opens %s", (link, text) => {
  expect(parseLink(link)).toBe(text);
});

test.each([
  "manifestry:",
  "manifestry://",
  "https://ghcr.io/acme/app",
  "manifestry:oci-layout:///etc",
  "manifestry:oci-archive:/tmp/a.tar",
  "manifestry:docker://alpine",
  "manifestry:file:///etc/passwd",
  "manifestry:/etc/passwd",
  "manifestry:../app",
  "manifestry:C:\\app",
  "manifestry:--no-sandbox",
  "manifestry:user:password@ghcr.io/acme/app",
  "manifestry:ghcr.io/acme/app:1.4?push=1",
  "manifestry:ghcr.io/acme/app:1.4#push",
  "manifestry:ghcr.io/acme/app:1%0A4",
  "manifestry:ghcr.io/acme/a\u202Epp",
  "manifestry:%E0%A4%A",
  "manifestry:a b",
  `manifestry:acme/${"a".repeat(4000)}`,
])("%j is refused", (link) => {
  expect(() => parseLink(link)).toThrow("is not a link to an image");
});
