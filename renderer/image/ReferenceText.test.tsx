import { cleanup, render } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import { spokenReference } from "./referenceParts.ts";
import { ReferenceText } from "./ReferenceText.tsx";
import { shortDigest } from "./shortDigest.ts";

afterEach(cleanup);

function shown(text: string): string {
  const { container, unmount } = render(<ReferenceText text={text} />);
  const { textContent } = container;
  unmount();
  return textContent ?? "";
}

it("shortens the digest and keeps the name", () => {
  const digest = `sha256:${"ab".repeat(32)}`;
  const text = shown(`ghcr.io/acme/app@${digest}`);
  expect(text).toBe(`ghcr.io/acme/app@${shortDigest(digest)}`);
});

it("shortens a long name, not its tag", () => {
  const tag = "2026.11.30-rc.17-build-48213-nightly";
  expect(shown(`ghcr.io/acme/application-server:${tag}`)).toMatch(
    new RegExp(`^ghcr.io/acme/appli…[a-z]+:${tag}$`),
  );
});

it("is spoken with the text that is shown, and whole", () => {
  const long = `ghcr.io/acme/${"application-".repeat(5)}server:1.4`;
  for (const text of [long, `ghcr.io/acme/app@sha256:${"ab".repeat(32)}`]) {
    expect(spokenReference(text)).toBe(`${shown(text)}, ${text}`);
  }
  expect(spokenReference("ghcr.io/acme/app:1.4")).toBe("ghcr.io/acme/app:1.4");
});

it("shows a tag that is the id of a commit", () => {
  const name = `ghcr.io/acme/app:${"0a1b2c3d".repeat(5)}`;
  expect(shown(name)).toBe(name);
});

it("keeps a tag of any length whole", () => {
  const name = `ghcr.io/acme/application-server:${"1".repeat(128)}`;
  const { container } = render(<ReferenceText text={name} keeps="tag" />);
  expect(container.textContent).toBe(name);
});

it("renders long text without a digest in linear time", () => {
  expect(shown("a".repeat(300_000)).length).toBeLessThan(100);
  expect(shown(`${"a".repeat(300_000)}:0`).length).toBeLessThan(100);
});
