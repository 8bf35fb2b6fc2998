import { render, screen, waitFor, within } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import type { TargetState } from "../../../shared/preview.ts";
import { addSources, previewOfTwo } from "../../testing/composeScreen.ts";
import { ok } from "../../testing/fakeApi.ts";
import { makeFailure, makeRow, makeTarget } from "../../testing/fixtures.ts";
import { installApi } from "../../testing/setUp.ts";
import { ComposeView } from "./ComposeView.tsx";
import { useCompose } from "./composeStore.ts";

it("keeps the lines of an annotation that is edited, and names its invisible characters", async () => {
  installApi(previewOfTwo);
  useCompose.getState().addAnnotation();
  const id = useCompose.getState().draft.annotations[0]?.id ?? "";
  useCompose.getState().editAnnotation(id, { key: "k\u202Edrow", value: "one\ntwo" });
  render(<ComposeView />);
  await addSources("a:1");
  const value = await screen.findByRole("textbox", { name: "Value of annotation 1" });
  await userEvent.type(value, " & more{Shift>}{Enter}{/Shift}3{Enter}");
  expect(useCompose.getState().draft.annotations[0]?.value).toBe("one\ntwo & more\n3");
  expect(screen.getByText("k[U+202E]drow")).toBeDefined();
});

describe("targets", () => {
  it("shows the current tag, a new tag or a failure", async () => {
    const looks: Readonly<Record<string, TargetState>> = {
      "new:1": { kind: "missing", name: "new:1" },
      "oci-layout:///out:1": { kind: "missing", name: "oci-layout:///out:1", creates: "layout" },
    };
    installApi({
      "target:check": ({ text }) =>
        text === "bad"
          ? {
              ok: false,
              error: makeFailure({ code: "reference_invalid", message: "“bad” is no reference." }),
            }
          : ok(looks[text] ?? makeTarget({ name: text })),
    });
    render(<ComposeView />);
    const field = screen.getByRole("textbox", { name: "Add target" });
    await userEvent.type(field, "old:1{Enter}new:1{Enter}oci-layout:///out:1{Enter}bad{Enter}");
    const region = screen.getByRole("region", { name: "Targets" });
    expect(await within(region).findByText("new tag")).toBeDefined();
    expect(await within(region).findByText("new layout")).toBeDefined();
    expect(await within(region).findByText("abab…abab")).toBeDefined();
    expect((await within(region).findByRole("alert")).textContent).toContain(
      "“bad” is no reference.",
    );
  });

  it("enables the review only when all is ready, and shows the reason before", async () => {
    installApi(previewOfTwo);
    render(<ComposeView />);
    const button = screen.getByRole("button", { name: "Review push…" });
    expect(button.getAttribute("aria-disabled")).toBe("true");
    expect(screen.getByText("Add a source first.")).toBeDefined();
    await addSources("a:1");
    expect(await screen.findByText("Add a target first.")).toBeDefined();
    await userEvent.type(screen.getByRole("textbox", { name: "Add target" }), "x:1{Enter}");
    await waitFor(() => expect(button.getAttribute("aria-disabled")).toBeNull());
  });

  it("shows what a push would change", async () => {
    installApi({
      ...previewOfTwo,
      "target:check": ({ text }) =>
        ok(
          makeTarget({ name: text, rows: [makeRow("linux/amd64", "77")], annotations: { a: "b" } }),
        ),
    });
    render(<ComposeView />);
    await addSources("a:1");
    await userEvent.type(screen.getByRole("textbox", { name: "Add target" }), "x:1{Enter}");
    const changes = await screen.findByRole("article", { name: "Changes to x:1" });
    const entries = await within(changes).findByRole("list", { name: "Entries that change" });
    expect(entries.textContent).toContain("7777…7777 → 9191…9191");
    expect(within(changes).getByText("drops 1 annotation")).toBeDefined();
  });
});
