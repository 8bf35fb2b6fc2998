import { fireEvent, render, screen, waitFor } from "@testing-library/react";
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

it("colors names and values, and folds what brackets enclose", async () => {
  const user = userEvent.setup();
  render(<JsonEditor label="Raw" text={'{"a":{"b":[1,true],"c":"2"},"d":-1e3}'} />);
  const textsOf = (kind: string): (string | null)[] =>
    [...document.querySelectorAll(`.cm-json-${kind}`)].map(({ textContent }) => textContent);
  expect(textsOf("name")).toEqual(['"a"', '"b"', '"c"', '"d"']);
  expect(textsOf("value")).toEqual(["1", "true", "-1e3"]);
  const gutter = screen.getAllByTitle("Fold line");
  expect(gutter).toHaveLength(3);
  // Without layout, each click is on the first line.
  await user.click(gutter[0] as Element);
  const editor = screen.getByRole("textbox", { name: "Raw" });
  expect(editor.textContent).toBe("{…}");
});

it("shows a long text once it is laid out", async () => {
  const text = JSON.stringify(Array.from({ length: 20_000 }, (_, at) => `item ${at}`));
  render(<JsonEditor label="Raw" text={text} />);
  expect(screen.getByRole("status").textContent).toContain("Laying out the text…");
  await waitFor(() => expect(screen.getByRole("status").textContent).toBe(""));
  expect(screen.getByRole("textbox", { name: "Raw" }).textContent).toContain('"item 1",');
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

it("opens digests by a click", () => {
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
  // The click alone: in happy-dom, a pressed button can move the selection within an update of the editor, which then fails.
  fireEvent.click(links[0] as Element);
  expect(opened).toEqual([digest]);
});
