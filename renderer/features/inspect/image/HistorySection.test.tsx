import { render, screen } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { expect, it } from "vitest";
import type { HistoryStep } from "../../../../shared/inspection.ts";
import { digestOf, makeConfig } from "../../../testing/fixtures.ts";
import { HistorySection } from "./HistorySection.tsx";

function show(history: readonly HistoryStep[]): void {
  const layer = { descriptor: { mediaType: "x", digest: digestOf("01"), size: 10 } };
  render(
    <HistorySection
      content={{
        kind: "image",
        config: { mediaType: "x", digest: digestOf("cf"), size: 100 },
        configView: makeConfig({ history }),
        layers: [layer],
        annotations: {},
      }}
    />,
  );
}

it("shows the exact time of each step, and all that it says", () => {
  show([
    {
      createdBy: "RUN make",
      created: "2026-07-03T12:01:02.5+02:00",
      author: "Ada",
      comment: "buildkit.dockerfile.v0",
      layer: 0,
      isEmpty: false,
    },
    { isEmpty: true, created: "0001-01-01T00:00:00Z" },
  ]);
  screen.getByText("2 steps, 1 without a layer");
  screen.getByText("2026-07-03 10:01:02 UTC");
  screen.getByText("by Ada");
  screen.getByText("buildkit.dockerfile.v0");
  screen.getByText("no command");
  // Go's time that is not set.
  expect(screen.getByText("no date").title).toBe("0001-01-01T00:00:00Z");
});

it("names the time of a reproducible build, and shows one before 1970 as it is", () => {
  show([
    { isEmpty: true, created: "1970-01-01T00:00:00Z" },
    { isEmpty: true, created: "1969-12-31T00:00:00Z" },
    { isEmpty: true, created: "1980-01-01T00:00:01Z" },
  ]);
  for (const text of [
    "1970 (reproducible build)",
    "1969-12-31T00:00:00Z",
    "1980-01-01 00:00:01 UTC",
  ]) {
    expect(screen.getByText(text)).toBeDefined();
  }
});

it("cuts a long command until all of it is asked for", async () => {
  show([{ createdBy: "x".repeat(5000), isEmpty: false }]);
  const button = screen.getByRole("button", {
    name: "Show all 5,000 characters of the command of step 1",
  });
  expect(screen.queryByText("x".repeat(5000))).toBeNull();
  await userEvent.click(button);
  screen.getByText("x".repeat(5000));
});

it("says that the steps do not fit the layers", () => {
  show([
    { createdBy: "RUN a", isEmpty: false },
    { createdBy: "RUN b", isEmpty: false },
  ]);
  const text = "2 steps, 0 without a layer; they do not fit the 1 layer of the manifest";
  expect(screen.getByText(text)).toBeDefined();
});
