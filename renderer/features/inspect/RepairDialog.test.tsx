import { render, screen } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { expect, it } from "vitest";
import { digestOf } from "../../testing/fixtures.ts";
import { installApi } from "../../testing/setUp.ts";
import { usePush } from "../push/pushStore.ts";
import { RepairDialog } from "./RepairDialog.tsx";

const repository = "ghcr.io/acme/app";

function openFor(byte: string): { readonly field: HTMLInputElement; readonly close: () => void } {
  const { unmount } = render(
    <RepairDialog repository={repository} digest={digestOf(byte)} onClose={() => {}} />,
  );
  return {
    field: screen.getByRole<HTMLInputElement>("textbox", { name: "Copy from" }),
    close: unmount,
  };
}

it("offers the places of a review again, for the same image", async () => {
  installApi();
  const first = openFor("91");
  await userEvent.type(first.field, "ghcr.io/acme/copy{Enter}");
  expect(usePush.getState().state).toMatchObject({ request: { from: ["ghcr.io/acme/copy"] } });
  first.close();
  const other = openFor("22");
  expect(other.field.value).toBe("");
  other.close();
  expect(openFor("91").field.value).toBe("ghcr.io/acme/copy");
});
