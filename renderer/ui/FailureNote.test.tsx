import { render, screen } from "@testing-library/react";
import { expect, it } from "vitest";
import type { AuthAttempt } from "../../shared/errors.ts";
import { makeFailure } from "../testing/fixtures.ts";
import { startEmpty } from "../testing/setUp.ts";
import { FailureNote } from "./FailureNote.tsx";

startEmpty();

const scopes = ["repository:acme/app:pull,push", "repository:acme/base:pull"];

it.each<[string, AuthAttempt, string]>([
  [
    "the account, where it comes from and the scopes",
    { host: "ghcr.io", source: "~/.docker/config.json", account: "octocat", scopes },
    `Accessed ghcr.io as octocat, from ~/.docker/config.json, for ${scopes.join(" ")}.`,
  ],
  [
    "that the credential names nobody",
    { host: "ghcr.io", source: "docker-credential-pass", scopes: [] },
    "Accessed ghcr.io as unnamed account, from docker-credential-pass.",
  ],
  ["that nobody was named", { host: "ghcr.io", scopes: [] }, "Accessed ghcr.io anonymously."],
])("a refusal says %s", (_, auth, words) => {
  render(<FailureNote failure={makeFailure({ code: "denied", message: "No.", auth })} />);
  expect(screen.getByRole("alert").textContent).toContain(words);
});

it("anything else says nothing of accounts", () => {
  render(<FailureNote failure={makeFailure()} />);
  expect(screen.getByRole("alert").textContent).not.toContain("Accessed");
});
