import { render, screen } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { expect, it } from "vitest";
import { AnnotationLines } from "./AnnotationLines.tsx";

it("shows the lines of a value, and a long one whole on request", async () => {
  const long = `begin ${"x".repeat(65_536)} end`;
  render(<AnnotationLines annotations={{ lines: "one\ntwo", long }} noun="label" isDetailed />);
  expect(screen.getByText(/^one/).textContent).toBe("one\ntwo");
  expect(screen.queryByText(/ end$/)).toBeNull();
  await userEvent.click(screen.getByRole("button", { name: "Show all 65,546 characters of long" }));
  expect(screen.getByText(/ end$/).textContent).toBe(long);
});

it("calls what is folded by its name", () => {
  const labels = Object.fromEntries(["a", "b", "c", "d", "e", "f"].map((key) => [key, "1"]));
  render(<AnnotationLines annotations={labels} noun="label" isDetailed />);
  expect(screen.getByRole("button", { name: "2 more labels" })).toBeDefined();
});
