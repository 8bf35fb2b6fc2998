import { act, render, screen, waitFor, within } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { useReviewWait } from "../../../commands/reviewWait.ts";
import { ok } from "../../../testing/fakeApi.ts";
import { digestOf, makeFailure, makeTarget } from "../../../testing/fixtures.ts";
import { installApi } from "../../../testing/setUp.ts";
import { useNavigation } from "../../../navigation.ts";
import { useSettings } from "../../settings/settingsStore.ts";
import { useCompose } from "../composeStore.ts";
import { TargetsBar } from "./TargetsBar.tsx";

function targets() {
  return useCompose.getState().draft.targets;
}

describe("TargetsBar", () => {
  it("locks a target against overwriting in its popover, by keyboard", async () => {
    installApi();
    render(<TargetsBar />);
    useCompose.getState().addTargets(["acme/x:1"]);
    (await screen.findByRole("button", { name: "Overwriting acme/x:1: allowed" })).focus();
    await userEvent.keyboard("{Enter}");
    const dialog = await screen.findByRole("dialog", { name: "Overwriting acme/x:1" });
    within(dialog).getByRole("switch", { name: "Never overwrite" }).focus();
    await userEvent.keyboard(" {Escape}");
    expect(targets()[0]?.noClobber).toBe(true);
    expect(screen.getByText("never overwrite")).toBeDefined();
    const guard = screen.getByRole("button", { name: "Overwriting acme/x:1: never overwrite" });
    await waitFor(() => expect(document.activeElement).toBe(guard));
  });

  it("keeps the lock when the reference is edited", async () => {
    installApi();
    render(<TargetsBar />);
    useCompose.getState().addTargets(["acme/x:1"]);
    useCompose.getState().setNoClobber(targets()[0]?.id ?? "", true);
    await userEvent.click(await screen.findByRole("button", { name: "Edit target acme/x:1" }));
    await userEvent.type(screen.getByRole("textbox", { name: "Edit target" }), "2{Enter}");
    expect(targets()).toMatchObject([{ text: "acme/x:12", noClobber: true }]);
  });

  it("offers the choices for an ambiguous target", async () => {
    const text = "oci-layout:///x:docker.io/acme/app:1.0";
    const choices = [{ text, title: "docker.io/acme/app:1.0" }];
    installApi({
      "target:check": ({ text: asked }) =>
        asked === text
          ? ok(makeTarget({ name: text }))
          : { ok: false, error: makeFailure({ code: "input_invalid", choices }) },
    });
    render(<TargetsBar />);
    useCompose.getState().addTargets(["oci-layout:///x:1.0"]);
    const use = { name: "Use docker.io/acme/app:1.0" };
    await userEvent.click(await screen.findByRole("button", use));
    expect(targets()).toMatchObject([{ text }]);
    await waitFor(() => expect(screen.queryByRole("alert")).toBeNull());
  });

  it("explains a target without a slash", async () => {
    installApi();
    render(<TargetsBar />);
    useCompose.getState().addTargets(["1.5"]);
    const note = await screen.findByRole("note");
    expect(note.textContent).toContain("docker.io/library/1.5");
  });

  it("warns that a locked tag exists, and unlocks it", async () => {
    installApi({ "target:check": ({ text }) => ok(makeTarget({ name: text })) });
    render(<TargetsBar />);
    useCompose.getState().addTargets(["acme/x:1"]);
    useCompose.getState().setNoClobber(targets()[0]?.id ?? "", true);
    const note = await screen.findByRole("note");
    expect(note.textContent).toContain("the push would fail");
    await userEvent.click(within(note).getByRole("button", { name: "Allow overwriting" }));
    expect(screen.queryByRole("note")).toBeNull();
    expect(targets()[0]?.noClobber).toBe(false);
  });

  it("says that a typed target is not added, and adds it", async () => {
    installApi();
    render(<TargetsBar />);
    useCompose.getState().addSources(["a:1"]);
    const field = screen.getByRole<HTMLInputElement>("textbox", { name: "Add target" });
    await userEvent.type(field, "acme/x:1");
    const message = "The typed target is not added yet: press Enter in its field.";
    expect(await screen.findByText(message)).toBeDefined();
    await userEvent.click(screen.getByRole("button", { name: "Add it" }));
    expect(targets()).toMatchObject([{ text: "acme/x:1" }]);
    expect(field.value).toBe("");
    await waitFor(() => expect(screen.queryByText(message)).toBeNull());
    await userEvent.type(field, "acme/x:1");
    expect(screen.queryByText(message)).toBeNull();
  });

  it("stops at a rule of the settings, and leads to it", async () => {
    installApi({
      "target:check": () => ok(makeTarget({ name: "ghcr.io/acme/app:v1" })),
    });
    useSettings.setState({ neverOverwrite: { tags: ["v*"], registries: [] } });
    render(<TargetsBar />);
    useCompose.getState().addSources(["a:1"]);
    useCompose.getState().addTargets(["ghcr.io/acme/app:v1"]);
    const note = await screen.findByRole("note");
    expect(note.textContent).toContain("Your rule says never to overwrite tags that match v*.");
    expect(
      await screen.findByRole("button", {
        name: "Overwriting ghcr.io/acme/app:v1: never overwrite",
      }),
    ).toBeDefined();
    expect(await screen.findByText("A target blocks this push.")).toBeDefined();
    await userEvent.click(within(note).getByRole("button", { name: "Change the rule…" }));
    expect(useNavigation.getState()).toMatchObject({
      view: "registries",
      focus: { target: "overwriteRules" },
    });
    useSettings.setState({ neverOverwrite: { tags: [], registries: [] } });
    await waitFor(() => expect(screen.queryByText("A target blocks this push.")).toBeNull());
    expect(screen.queryByRole("note")).toBeNull();
  });

  it("warns of a digest other than the result's, and shows the target", async () => {
    installApi();
    render(<TargetsBar />);
    useCompose.getState().addSources(["a:1"]);
    useCompose.getState().addTargets([`acme/x:1@${digestOf("ab")}`]);
    const note = await screen.findByRole("note");
    expect(note.textContent).toContain("expects abab…abab, but the result is c8c8…c8c8");
    expect(screen.getByText("A target blocks this push.")).toBeDefined();
    await userEvent.click(screen.getByRole("button", { name: "Show it" }));
    await waitFor(() =>
      expect(document.activeElement?.getAttribute("aria-label")).toMatch(/^Edit target acme\/x:1@/),
    );
    await userEvent.click(within(note).getByRole("button", { name: "Remove the digest" }));
    expect(targets()[0]?.text).toBe("acme/x:1");
    await waitFor(() =>
      expect(
        screen.getByRole("button", { name: "Review push…" }).getAttribute("aria-disabled"),
      ).toBeNull(),
    );
  });

  it("keeps a duplicate target in the field and says so until it is edited", async () => {
    installApi();
    render(<TargetsBar />);
    useCompose.getState().addTargets(["acme/x:1"]);
    const field = screen.getByRole<HTMLInputElement>("textbox", { name: "Add target" });
    await userEvent.type(field, "acme/x:1 y:1{Enter}");
    expect(targets().map(({ text }) => text)).toEqual(["acme/x:1", "y:1"]);
    expect(field.value).toBe("acme/x:1");
    expect(screen.getByText("Already a target.")).toBeDefined();
    await userEvent.type(field, "2");
    expect(screen.queryByText("Already a target.")).toBeNull();
    await userEvent.keyboard("{Enter}");
    expect(field.value).toBe("");
    expect(targets()).toHaveLength(3);
  });

  it.each([
    ["ghcr.io/a/b:1 dir:/srv/x", ["ghcr.io/a/b:1"], "dir: is not supported"],
    ["see ghcr.io/a/b:1 please", ["ghcr.io/a/b:1"], "Ignored as text: "],
    ["crane cp --frob=1 a:1 x.io/b:1", ["x.io/b:1"], "Ignored: --frob"],
  ])(
    "adds the targets in %s and notes what it ignores until the field is edited",
    async (text, added, note) => {
      installApi();
      render(<TargetsBar />);
      const field = screen.getByRole<HTMLInputElement>("textbox", { name: "Add target" });
      await userEvent.click(field);
      await userEvent.paste(text);
      await userEvent.keyboard("{Enter}");
      expect(targets().map((target) => target.text)).toEqual(added);
      expect(field.value).toBe("");
      expect(screen.getByText(note, { exact: false })).toBeDefined();
      await userEvent.type(field, "y");
      expect(screen.queryByText(note, { exact: false })).toBeNull();
      await userEvent.clear(field);
      expect(screen.queryByText(note, { exact: false })).toBeNull();
    },
  );

  it.each([
    ["reference_invalid", "invalid"],
    ["input_invalid", "invalid"],
    ["network", "unknown"],
  ] as const)("shows a target whose check failed with %s as %s", async (code, words) => {
    installApi({ "target:check": () => ({ ok: false, error: makeFailure({ code }) }) });
    render(<TargetsBar />);
    useCompose.getState().addTargets(["acme/x:1"]);
    expect(await screen.findByText(words)).toBeDefined();
  });

  it("says only what it waits for until the review opens, and Escape ends the wait", async () => {
    installApi({ "draft:preview": () => new Promise(() => {}) });
    render(<TargetsBar />);
    act(() => {
      useCompose.getState().addSources(["a:1"]);
      useCompose.getState().addTargets(["acme/x:1"]);
    });
    expect(await screen.findByText("Computing result…")).toBeDefined();
    act(() => useReviewWait.getState().begin(() => {}));
    expect(screen.getByText("The review opens when the result is ready.")).toBeDefined();
    expect(screen.queryByText("Computing result…")).toBeNull();
    await userEvent.keyboard("{Escape}");
    expect(useReviewWait.getState().isWaiting).toBe(false);
    expect(screen.getByText("Computing result…")).toBeDefined();
  });

  it("puts a location chosen on this computer into the field", async () => {
    const fake = installApi({
      "target:choose": ({ kind }) => ok({ text: `oci-${kind}:///out:latest` }),
    });
    render(<TargetsBar />);
    await userEvent.click(screen.getByRole("button", { name: "Choose on this computer" }));
    await userEvent.click(screen.getByRole("menuitem", { name: "Choose archive…" }));
    const field = screen.getByRole<HTMLInputElement>("textbox", { name: "Add target" });
    await waitFor(() => expect(field.value).toBe("oci-archive:///out:latest"));
    await waitFor(() => expect(document.activeElement).toBe(field));
    expect(fake.inputsOf("target:choose")).toEqual([{ kind: "archive" }]);
    expect(targets()).toEqual([]);
    await userEvent.keyboard("{Enter}");
    expect(targets()[0]?.text).toBe("oci-archive:///out:latest");
  });
});
