import { render, screen, waitFor, within } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";
import { App } from "./App.tsx";
import { useCompose } from "./features/compose/composeStore.ts";
import { ok } from "./testing/fakeApi.ts";
import { digestOf, makeFailure, makeInspection } from "./testing/fixtures.ts";
import { installApi, startEmpty } from "./testing/setUp.ts";

startEmpty();

describe("the window", () => {
  it("runs what the menu sends, and puts the focus there", async () => {
    const fake = installApi();
    render(<App />);
    fake.emit("command:run", "inspect.open");
    const field = await screen.findByRole("textbox", { name: "Reference to inspect" });
    await waitFor(() => expect(document.activeElement).toBe(field));
  });

  it("keeps what stands in a field when another view is shown", async () => {
    const fake = installApi();
    render(<App />);
    await userEvent.type(screen.getByRole("textbox", { name: "Add source" }), "half a ref");
    fake.emit("command:run", "view.inspect");
    fake.emit("command:run", "view.compose");
    const field = await screen.findByRole<HTMLTextAreaElement>("textbox", { name: "Add source" });
    expect(field.value).toBe("half a ref");
  });

  it("says which of its own files are not in effect, until that is dismissed", async () => {
    const problem = makeFailure({
      code: "disk",
      message: "The settings in /d/settings.json cannot be used: it is not JSON.",
      hint: "It is kept as settings.json.bak.",
    });
    installApi({
      "app:info": () =>
        ok({
          version: "1",
          platform: "linux",
          sample: { images: [], target: "" },
          problems: [problem],
        }),
    });
    render(<App />);
    expect(await screen.findByText(`${problem.message} ${problem.hint}`)).toBeDefined();
    await userEvent.click(screen.getByRole("button", { name: "Dismiss" }));
    expect(screen.queryByText(/settings\.json/)).toBeNull();
  });

  it("finds commands by name in the palette and runs them", async () => {
    const fake = installApi();
    render(<App />);
    fake.emit("command:run", "palette.open");
    const dialog = await screen.findByRole("dialog", { name: "Commands" });
    await userEvent.type(within(dialog).getByRole("searchbox"), "dark");
    await userEvent.keyboard("{Enter}");
    await waitFor(() => expect(fake.inputsOf("settings:write")).toEqual([{ theme: "dark" }]));
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  });

  it("follows a digest, goes back, and composes from what it shows", async () => {
    const fake = installApi({ "inspect:open": ({ text }) => ok(makeInspection({ name: text })) });
    render(<App />);
    fake.emit("command:run", "view.inspect");
    const field = await screen.findByRole("textbox", { name: "Reference to inspect" });
    await userEvent.type(field, "ghcr.io/acme/app:1.4{Enter}");
    await userEvent.click(await screen.findByRole("button", { name: /^Inspect 2222…2222/ }));
    expect(fake.inputsOf("inspect:open").at(-1)?.text).toBe(`ghcr.io/acme/app@${digestOf("22")}`);
    await userEvent.click(screen.getByRole("button", { name: "Back" }));
    await userEvent.click(await screen.findByRole("button", { name: "Compose from this" }));
    expect(useCompose.getState().draft.sources.map(({ text }) => text)).toEqual([
      "ghcr.io/acme/app:1.4",
    ]);
    expect(screen.getByRole("tab", { name: "Compose" }).getAttribute("aria-selected")).toBe("true");
    fake.emit("command:run", "view.inspect");
    expect(await screen.findByRole("button", { name: "Add to draft" })).toBeDefined();
  });

  it("offers a login next to what failed for want of one", async () => {
    const error = makeFailure({ code: "denied", registry: "ghcr.io" });
    const fake = installApi({ "inspect:open": () => ({ ok: false, error }) });
    render(<App />);
    fake.emit("command:run", "view.inspect");
    const field = await screen.findByRole("textbox", { name: "Reference to inspect" });
    await userEvent.type(field, "ghcr.io/acme/app:1.4{Enter}");
    await userEvent.click(await screen.findByRole("button", { name: "Log in…" }));
    const tab = screen.getByRole("tab", { name: "Registries" });
    expect(tab.getAttribute("aria-selected")).toBe("true");
    expect(screen.getByRole<HTMLInputElement>("textbox", { name: "Registry" }).value).toBe(
      "ghcr.io",
    );
    const account = screen.getByRole("textbox", { name: "Account" });
    await waitFor(() => expect(document.activeElement).toBe(account));
  });

  it("says what happened when a part cannot be drawn, and goes on with the draft", async () => {
    vi.spyOn(console, "error").mockImplementation(() => {});
    installApi();
    render(<App />);
    useCompose.getState().addSources(["a:1"]);
    const { draft } = useCompose.getState();
    // Something that no draft can hold, as a mistake in the code would leave it.
    useCompose.setState({ draft: { ...draft, targets: [null as never] } });
    expect(await screen.findByText("This part of the window could not be drawn.")).toBeDefined();
    useCompose.setState({ draft });
    await userEvent.click(screen.getByRole("button", { name: "Draw it again" }));
    expect(await screen.findByRole("row", { name: /^a:1/ })).toBeDefined();
  });
});
