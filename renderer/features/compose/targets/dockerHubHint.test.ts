import { expect, it } from "vitest";
import { dockerHubHint } from "./dockerHubHint.ts";

it.each([
  ["1.5", "docker.io/library/1.5", "ghcr.io/acme/app:1.5"],
  [" app:1.5 ", "docker.io/library/app,", "ghcr.io/acme/app:1.5"],
])("%j is of Docker Hub's own", (text, read, meant) => {
  const hint = dockerHubHint(text);
  expect(hint).toContain(read);
  expect(hint).toContain(meant);
});

it.each(["", "acme/app", "localhost:5000/app", "oci-layout:///a", "docker.io/library/app:1"])(
  "%j says where it is",
  (text) => {
    expect(dockerHubHint(text)).toBeNull();
  },
);
