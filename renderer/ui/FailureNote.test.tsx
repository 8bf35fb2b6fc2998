import { render, screen } from "@testing-library/react";
import { expect, it } from "vitest";
import type { AuthAttempt } from "../../shared/errors.ts";
import { makeFailure } from "../testing/fixtures.ts";
import { FailureNote } from "./FailureNote.tsx";

const scopes = ["repository:acme/app:pull,push", "repository:acme/base:pull"];

it.each<[string, AuthAttempt, string]>([
  [
    "the account, its source and the scopes",
    { host: "ghcr.io", source: "~/.docker/config.json", account: "octocat", scopes },
    `Accessed ghcr.io as octocat, from ~/.docker/config.json, for ${scopes.join(" ")}.`,
  ],
  [
    "an account without a name",
    { host: "ghcr.io", source: "docker-credential-pass", scopes: [] },
    "Accessed ghcr.io as unnamed account, from docker-credential-pass.",
  ],
  ["anonymous access", { host: "ghcr.io", scopes: [] }, "Accessed ghcr.io anonymously."],
])("shows %s", (_, auth, words) => {
  render(<FailureNote failure={makeFailure({ code: "denied", message: "No.", auth })} />);
  expect(screen.getByRole("alert").textContent).toContain(words);
});

it("shows no account for other errors", () => {
  render(<FailureNote failure={makeFailure()} />);
  expect(screen.getByRole("alert").textContent).not.toContain("Accessed");
});

it("is one message, with everything but the buttons folded", () => {
  const message = "ghcr.io/acme/app:nope: not found.";
  render(
    <FailureNote failure={makeFailure({ message, detail: "HTTP 404" })}>
      <button type="button">Try again</button>
    </FailureNote>,
  );
  const details = screen.getByRole("alert").querySelector("details");
  expect(details?.open).toBe(false);
  expect(details?.textContent).toBe("DetailsCheck the tag.HTTP 404");
  expect(screen.getByText(message).closest("details")).toBeNull();
  expect(screen.getByRole("button", { name: "Try again" }).closest("details")).toBeNull();
});

it("has no details if the message says all", () => {
  const { message, retryable } = makeFailure();
  render(<FailureNote failure={{ code: "not_found", message, retryable }} />);
  expect(screen.getByRole("alert").textContent).toBe(message);
});

it.each([
  ["ghcr.io/acme/app:nope: not found.", "Not found."],
  [
    '"ghcr.io/App" is not a source: repository name must be lowercase',
    "Repository name must be lowercase",
  ],
])("folds everything but the message and the buttons in a row: %s", (message, line) => {
  const failure = makeFailure({ message, detail: "HTTP 404" });
  render(
    <FailureNote failure={failure} isInRow>
      <button type="button">Try again</button>
    </FailureNote>,
  );
  const details = screen.getByRole("alert").querySelector("details");
  expect(details?.open).toBe(false);
  expect(details?.textContent).toContain("Check the tag.");
  expect(details?.textContent).toContain("HTTP 404");
  expect(details?.textContent).toContain(message);
  expect(screen.getByText(line).title).toBe(message);
  expect(screen.getByRole("button", { name: "Try again" }).closest("details")).toBeNull();
});
