import { render, screen, waitFor } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { expect, it } from "vitest";
import { DiagnosticsNote } from "./DiagnosticsNote.tsx";
import { useSettings } from "./settingsStore.ts";

it("announces copied diagnostics in a live region that exists before", async () => {
  render(<DiagnosticsNote />);
  const status = screen.getByRole("status");
  expect(status.textContent).toBe("");
  useSettings.setState({ hasCopiedDiagnostics: true });
  await waitFor(() => expect(status.textContent).toContain("Diagnostics copied"));
  await userEvent.click(screen.getByRole("button", { name: "Dismiss" }));
  expect(screen.getByRole("status")).toBe(status);
  expect(status.textContent).toBe("");
});
