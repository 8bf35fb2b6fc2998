import { render, screen } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { expect, it } from "vitest";
import { JsonEditor } from "./JsonEditor.tsx";

function lineCount(): number {
  return screen.getByRole("textbox", { name: "Raw" }).querySelectorAll(".cm-line").length;
}

it("indents compact JSON unless it is asked not to, and copies it unchanged", async () => {
  const text = '{"schemaVersion":2,"manifests":[]}';
  const user = userEvent.setup();
  render(<JsonEditor label="Raw" text={text} />);
  expect(lineCount()).toBe(4);
  await user.click(screen.getByRole("button", { name: "Copy" }));
  expect(await navigator.clipboard.readText()).toBe(text);
  await user.click(screen.getByRole("switch", { name: "Pretty" }));
  expect(lineCount()).toBe(1);
});

it("does not offer to indent text with several lines", () => {
  render(<JsonEditor label="Raw" text={'{\n  "schemaVersion": 2\n}'} />);
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
])("marks %j", (character) => {
  render(<JsonEditor label="Raw" text={`{"a":"x${character}y"}`} />);
  const editor = screen.getByRole("textbox", { name: "Raw" });
  expect(editor.querySelectorAll(".cm-specialChar")).toHaveLength(1);
  expect(editor.textContent).not.toContain(character);
});

it("opens digests by a click", async () => {
  const digest = `sha256:${"0123456789abcdef".repeat(4)}`;
  const opened: string[] = [];
  render(
    <JsonEditor
      label="Raw"
      text={`{"a":"${digest}","b":"sha256:0"}`}
      onOpenDigest={(found) => opened.push(found)}
    />,
  );
  const links = document.querySelectorAll("[data-digest]");
  expect([...links].map(({ textContent }) => textContent)).toEqual([digest]);
  await userEvent.click(links[0] as Element);
  expect(opened).toEqual([digest]);
});
