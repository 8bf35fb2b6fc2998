import { render, screen } from "@testing-library/react";
import { expect, it } from "vitest";
import { installApi } from "../../../testing/setUp.ts";
import { AccessDialog } from "./AccessDialog.tsx";
import { useAccess } from "./accessStore.ts";

it("takes the repository that is typed at once", async () => {
  installApi();
  useAccess.getState().open("ghcr.io/");
  render(<AccessDialog />);
  const field = await screen.findByRole<HTMLInputElement>("textbox", { name: "Repository" });
  expect(document.activeElement).toBe(field);
  expect(field.selectionStart).toBe("ghcr.io/".length);
});
