import { render, screen, waitFor, within } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";
import { App } from "./App.tsx";
import { useCompose } from "./features/compose/composeStore.ts";
import { usePushQueue } from "./features/push/pushQueueStore.ts";
import { ok } from "./testing/fakeApi.ts";
import {
  digestOf,
  makeAppInfo,
  makeFailure,
  makeInspection,
  makePlan,
  makeSettings,
} from "./testing/fixtures.ts";
import { installApi } from "./testing/setUp.ts";

describe("App", () => {
  it("runs commands of the menu and moves the focus", async () => {
    const fake = installApi();
    render(<App />);
    fake.emit("command:run", "inspect.open");
    const field = await screen.findByRole("textbox", { name: "Reference to inspect" });
    await waitFor(() => expect(document.activeElement).toBe(field));
  });

  it("focuses the content of the view that a command shows, and returns to the last element", async () => {
    const fake = installApi();
    render(<App />);
    const field = screen.getByRole("textbox", { name: "Add source" });
    const target = screen.getByRole("textbox", { name: "Add target" });
    fake.emit("command:run", "view.history");
    const filter = await screen.findByRole("textbox", { name: /^Filter by/ });
    await waitFor(() => expect(document.activeElement).toBe(filter));
    fake.emit("command:run", "view.compose");
    await waitFor(() => expect(document.activeElement).toBe(field));
    target.focus();
    fake.emit("command:run", "view.inspect");
    const reference = await screen.findByRole("textbox", { name: "Reference to inspect" });
    await waitFor(() => expect(document.activeElement).toBe(reference));
    fake.emit("command:run", "view.compose");
    await waitFor(() => expect(document.activeElement).toBe(target));
  });

  it("keeps the text of a field while another view is shown", async () => {
    const fake = installApi();
    render(<App />);
    await userEvent.type(screen.getByRole("textbox", { name: "Add source" }), "half a ref");
    fake.emit("command:run", "view.inspect");
    fake.emit("command:run", "view.compose");
    const field = await screen.findByRole<HTMLTextAreaElement>("textbox", { name: "Add source" });
    expect(field.value).toBe("half a ref");
  });

  it("shows problems with its own files until dismissed", async () => {
    const problem = makeFailure({
      code: "disk",
      message: "The settings in /d/settings.json cannot be used: it is not JSON.",
      hint: "It is kept as settings.json.bak.",
    });
    installApi({
      "app:info": () => ok(makeAppInfo({ problems: [problem] })),
    });
    render(<App />);
    expect(await screen.findByText(`${problem.message} ${problem.hint}`)).toBeDefined();
    await userEvent.click(screen.getByRole("button", { name: "Dismiss" }));
    expect(screen.queryByText(/settings\.json/)).toBeNull();
  });

  it("focuses the view when a push is dismissed", async () => {
    const fake = installApi();
    render(<App />);
    usePushQueue.getState().start({ kind: "open" }, makePlan(), () => {});
    await userEvent.click(await screen.findByRole("button", { name: /^Dismiss the push/ }));
    const field = screen.getByRole("textbox", { name: "Add source" });
    await waitFor(() => expect(document.activeElement).toBe(field));
    expect(fake.inputsOf("push:start")).toHaveLength(1);
  });

  it("runs commands from the palette", async () => {
    const fake = installApi();
    render(<App />);
    fake.emit("command:run", "palette.open");
    const dialog = await screen.findByRole("dialog", { name: "Commands" });
    await userEvent.type(within(dialog).getByRole("searchbox"), "da the");
    await userEvent.keyboard("{Enter}");
    await waitFor(() => expect(fake.inputsOf("settings:write")).toEqual([{ theme: "dark" }]));
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  });

  it("retags a typed reference, chosen from the recent ones in the palette", async () => {
    const recentSources = ["ghcr.io/acme/app:1.4"];
    const fake = installApi({
      "inspect:open": ({ text }) => ok(makeInspection({ name: text })),
      "settings:read": () => ok(makeSettings({ recentSources })),
    });
    render(<App />);
    fake.emit("command:run", "palette.open");
    const dialog = await screen.findByRole("dialog", { name: "Commands" });
    await userEvent.type(within(dialog).getByRole("searchbox"), "app");
    await userEvent.click(within(dialog).getByRole("option", { name: "ghcr.io/acme/app:1.4" }));
    expect(within(dialog).getByRole("searchbox")).toHaveProperty("value", "ghcr.io/acme/app:1.4");
    await userEvent.click(within(dialog).getByRole("option", { name: /^Retag/ }));
    expect(await screen.findByRole("dialog", { name: "Retag" })).toBeDefined();
    expect(fake.inputsOf("inspect:open").map(({ text }) => text)).toEqual(["ghcr.io/acme/app:1.4"]);
  });

  it("follows a digest, goes back, and composes from an inspected index", async () => {
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

  it("offers a login beside a failure that needs one", async () => {
    const error = makeFailure({ code: "denied", registry: "ghcr.io" });
    const fake = installApi({ "inspect:open": () => ({ ok: false, error }) });
    render(<App />);
    fake.emit("command:run", "view.inspect");
    const field = await screen.findByRole("textbox", { name: "Reference to inspect" });
    await userEvent.type(field, "ghcr.io/acme/app:1.4{Enter}");
    await userEvent.click(await screen.findByRole("button", { name: "Log in…" }));
    const tab = screen.getByRole("tab", { name: "Registries" });
    expect(tab.getAttribute("aria-selected")).toBe("true");
    const registry = await screen.findByRole<HTMLInputElement>("textbox", { name: "Registry" });
    expect(registry.value).toBe("ghcr.io");
    const account = screen.getByRole("textbox", { name: "User name" });
    await waitFor(() => expect(document.activeElement).toBe(account));
  });

  it("renders a view when it is first shown, and focuses it once it is loaded", async () => {
    const fake = installApi();
    render(<App />);
    const [, , , history, registries] = screen.getByRole("main").children;
    expect(registries?.textContent).toBe("");
    await new Promise((done) =>
      requestAnimationFrame(() => requestAnimationFrame(() => requestAnimationFrame(done))),
    );
    expect(document.activeElement).toBe(document.body);
    fake.emit("command:run", "view.registries");
    await screen.findByRole("textbox", { name: "Registry" });
    await waitFor(() => expect(registries?.contains(document.activeElement)).toBe(true));
    expect(history?.textContent).toBe("");
  });

  it("shows an error for a view that fails to render, and keeps the draft", async () => {
    vi.spyOn(console, "error").mockImplementation(() => {});
    installApi();
    render(<App />);
    useCompose.getState().addSources(["a:1"]);
    // An invalid state, as a bug would produce. Only the view reads it: the preview starts meanwhile.
    useCompose.setState({ fileFailures: [null as never] });
    expect(await screen.findByText("Something went wrong in this view.")).toBeDefined();
    useCompose.setState({ fileFailures: [] });
    await userEvent.click(screen.getByRole("button", { name: "Reload view" }));
    expect(await screen.findByRole("row", { name: /^a:1/ })).toBeDefined();
  });
});
