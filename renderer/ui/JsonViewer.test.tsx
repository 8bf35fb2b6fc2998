import { render, screen } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { expect, it } from "vitest";
import { startEmpty } from "../testing/setUp.ts";
import { JsonViewer } from "./JsonViewer.tsx";

startEmpty();

function lines(): number {
  return screen.getByRole("textbox", { name: "Raw" }).querySelectorAll(".cm-line").length;
}

it("JSON on one line is shown on many when asked, and copied as it is", async () => {
  const text = '{"schemaVersion":2,"manifests":[]}';
  const user = userEvent.setup();
  render(<JsonViewer label="Raw" text={text} />);
  expect(lines()).toBe(1);
  await user.click(screen.getByRole("switch", { name: "Pretty" }));
  expect(lines()).toBe(4);
  await user.click(screen.getByRole("button", { name: "Copy" }));
  expect(await navigator.clipboard.readText()).toBe(text);
  await user.click(screen.getByRole("switch", { name: "Pretty" }));
  expect(lines()).toBe(1);
});

it("what has lines of its own is not offered to be changed", () => {
  render(<JsonViewer label="Raw" text={'{\n  "schemaVersion": 2\n}'} />);
  expect(screen.queryByRole("switch")).toBeNull();
});

it.each([
  "\u202A",
  "\u202B",
  "\u202C",
  "\u202E",
  "\u2066",
  "\u2068",
  "\u200D",
  "\u2060",
  "\u{E0041}",
  "\u3164",
])("%j is marked where it stands", (character) => {
  render(<JsonViewer label="Raw" text={`{"a":"x${character}y"}`} />);
  const editor = screen.getByRole("textbox", { name: "Raw" });
  expect(editor.querySelectorAll(".cm-specialChar")).toHaveLength(1);
  expect(editor.textContent).not.toContain(character);
});
