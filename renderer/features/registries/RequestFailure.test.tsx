import { render, screen } from "@testing-library/react";
import { expect, it } from "vitest";
import { makeFailure } from "../../testing/fixtures.ts";
import { installApi } from "../../testing/setUp.ts";
import { useAccess } from "./access/accessStore.ts";
import { usePullsLeft } from "./pullsLeft.ts";
import { RequestFailure } from "./RequestFailure.tsx";

const limit = { host: "docker.io", limit: 100, remaining: 0, window: 21_600, at: 0 };

it("says when the pulls are back where a registry's limit is used up", () => {
  usePullsLeft.setState({ byHost: { "docker.io": limit } });
  const failure = makeFailure({ code: "rate_limited", registry: "docker.io" });
  const { rerender } = render(<RequestFailure failure={failure} />);
  screen.getByText(/^0 of 100 pulls left, all again by \d/);
  rerender(<RequestFailure failure={failure} isInRow />);
  screen.getByText(/^0 of 100 pulls left, all again by \d/);
  rerender(<RequestFailure failure={{ ...failure, registry: "ghcr.io" }} />);
  expect(screen.queryByText(/pulls left/)).toBeNull();
  rerender(<RequestFailure failure={{ ...failure, code: "not_found" }} />);
  expect(screen.queryByText(/pulls left/)).toBeNull();
});

it("says what a test of access found, beside the error that raised the question", async () => {
  installApi();
  const scopes = ["repository:acme/app:pull"];
  const auth = { host: "ghcr.io", account: "bob", source: "Docker's config", scopes };
  const failure = makeFailure({ code: "denied", registry: "ghcr.io", auth });
  render(<RequestFailure failure={failure} />);
  expect(screen.queryByText(/^Tested/)).toBeNull();
  useAccess.getState().open("ghcr.io/acme/app");
  await screen.findByText(
    "Tested: pull yes, list tags yes, push no, delete not known; anonymous: no credential was found for this repository.",
  );
  useAccess.setState(({ reports }) => {
    const [report] = Object.values(reports);
    return report ? { reports: { "ghcr.io/acme/app": { ...report, auth } } } : {};
  });
  await screen.findByText(/; as bob, from Docker's config\.$/);
});
