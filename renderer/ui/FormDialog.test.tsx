import { render, screen } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { afterEach, expect, it, vi } from "vitest";
import { FormDialog } from "./FormDialog.tsx";

afterEach(() => vi.restoreAllMocks());

function open(isChanged?: boolean) {
  const onClose = vi.fn<() => void>();
  const onSubmit = vi.fn<() => void>();
  render(
    <FormDialog
      title="Edit"
      width={300}
      action="Save"
      isValid
      words=""
      {...(isChanged === undefined ? {} : { isChanged })}
      onSubmit={onSubmit}
      onClose={onClose}
    >
      <button type="button">Before</button>
      <input aria-label="Name" />
    </FormDialog>,
  );
  return { onClose, onSubmit };
}

function buttonNames(): readonly (string | null)[] {
  return screen
    .getAllByRole("button")
    .map(({ textContent }) => textContent)
    .filter((name) => name !== "Before");
}

it("opens with the focus on the first field, and closes at once without changes", async () => {
  const { onClose } = open();
  expect(document.activeElement).toBe(screen.getByRole("textbox", { name: "Name" }));
  await userEvent.keyboard("{Escape}");
  expect(onClose).toHaveBeenCalledTimes(1);
});

it("asks before it discards typed text; Escape and the button keep it", async () => {
  const { onClose } = open();
  await userEvent.keyboard("abc{Escape}");
  expect(screen.getByRole("alert").textContent).toBe("Discard what you entered?");
  expect(document.activeElement).toBe(screen.getByRole("button", { name: "Keep editing" }));
  await userEvent.keyboard("{Escape}");
  const field = screen.getByRole<HTMLInputElement>("textbox", { name: "Name" });
  expect([document.activeElement, field.value]).toEqual([field, "abc"]);
  await userEvent.click(screen.getByRole("button", { name: "Cancel" }));
  await userEvent.click(screen.getByRole("button", { name: "Keep editing" }));
  expect(onClose).not.toHaveBeenCalled();
  await userEvent.keyboard("{Escape}");
  await userEvent.click(screen.getByRole("button", { name: "Discard" }));
  expect(onClose).toHaveBeenCalledTimes(1);
});

it("asks about changes that a button made, and submits without asking", async () => {
  const { onClose, onSubmit } = open(true);
  await userEvent.keyboard("{Escape}");
  expect(screen.getByRole("alert")).toBeDefined();
  await userEvent.keyboard("{Escape}{Enter}");
  expect(onSubmit).toHaveBeenCalledTimes(1);
  expect(onClose).toHaveBeenCalledTimes(1);
});

it("has the buttons in the order of the system", () => {
  open();
  expect(buttonNames()).toEqual(["Cancel", "Save"]);
});

it("has the affirmative button on the left on Windows", () => {
  vi.spyOn(navigator, "userAgent", "get").mockReturnValue("Mozilla/5.0 (Windows NT 10.0)");
  open();
  expect(buttonNames()).toEqual(["Save", "Cancel"]);
});
