import { render, screen, waitFor } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { expect, it } from "vitest";
import { App } from "../../../App.tsx";
import { runCommand } from "../../../commands/commandActions.ts";
import type { Result } from "../../../../shared/errors.ts";
import type { Outputs } from "../../../../shared/ipc/contract.ts";
import { useNavigation } from "../../../navigation.ts";
import { ok } from "../../../testing/fakeApi.ts";
import { makeContent, makeFailure, makePreview, makeResolved } from "../../../testing/fixtures.ts";
import { defer, installApi } from "../../../testing/setUp.ts";
import { useInspect } from "../../inspect/inspectStore.ts";
import { useCompose } from "../composeStore.ts";
import { pushBlocker } from "../targets/pushBlocker.ts";

const state = useCompose.getState;

/** Opens the dialog and asks for a tag. */
async function askFor(text: string): Promise<void> {
  runCommand("tag.edit");
  const field = await screen.findByRole("textbox", { name: "Tag to edit" });
  await userEvent.clear(field);
  await userEvent.type(field, `${text}{Enter}`);
}

it("makes the tag the draft in one step, which undo takes back", async () => {
  const fake = installApi();
  render(<App />);
  state().addSources(["old:1"]);
  const before = state().draft;
  await askFor("acme/app:1");
  await screen.findByText("Editing acme/app:1");
  expect(fake.inputsOf("draft:editTag").map(({ text }) => text)).toEqual(["acme/app:1"]);
  expect(state().draft).toMatchObject({ base: "base", targets: [{ text: "acme/app:1" }] });
  await waitFor(() => expect(Object.keys(state().targets)).toEqual(["edited"]));
  state().undo();
  expect(state().draft).toEqual(before);
  state().redo();
  expect(state().draft.base).toBe("base");
});

it("keeps the draft while the tag is read, when that is cancelled, and when it fails", async () => {
  const answer = defer<Result<Outputs["draft:editTag"]>>();
  let isFirst = true;
  const fake = installApi({
    "draft:editTag": () => {
      const failed = { ok: false, error: makeFailure() } as const;
      const result = isFirst ? answer.promise : failed;
      isFirst = false;
      return result;
    },
  });
  render(<App />);
  state().addSources(["old:1"]);
  const { draft } = state();
  await askFor("acme/app:1");
  await userEvent.click(await screen.findByRole("button", { name: "Cancel" }));
  expect(fake.inputsOf("job:cancel")).toHaveLength(1);
  answer.resolve(ok({ ...draft, sources: [] }));
  await askFor("acme/app:2");
  expect((await screen.findByRole("alert")).textContent).toContain("There is no");
  expect(state().draft).toBe(draft);
});

it("is dropped by a new draft: a failure, and a tag that is read", async () => {
  const answer = defer<Result<Outputs["draft:editTag"]>>();
  installApi({ "draft:editTag": () => answer.promise });
  state().addSources(["old:1"]);
  const { draft } = state();
  const edit = state().editTag("acme/app:1");
  state().newDraft();
  answer.resolve(ok(draft));
  await edit;
  expect(state().draft.sources).toEqual([]);
  installApi({ "draft:editTag": () => ({ ok: false, error: makeFailure() }) });
  await state().editTag("acme/app:2");
  expect(state().tagRead.kind).toBe("failed");
  state().newDraft();
  expect(state().tagRead.kind).toBe("none");
});

it("suggests the first target, and the inspected reference in Inspect", async () => {
  installApi();
  render(<App />);
  state().addTargets(["acme/app:1"]);
  runCommand("tag.edit");
  expect(await screen.findByDisplayValue("acme/app:1")).toBeDefined();
  await userEvent.keyboard("{Escape}");
  useNavigation.getState().show("inspect");
  useInspect.getState().open("b:2");
  runCommand("tag.edit");
  const field = await screen.findByRole<HTMLInputElement>("textbox", { name: "Tag to edit" });
  expect(field.value).toBe("b:2");
});

it("asks for the tag of a timeline, and suggests the first target", async () => {
  const fake = installApi();
  render(<App />);
  runCommand("tag.timeline");
  await userEvent.keyboard("{Escape}");
  state().addTargets(["acme/app:1"]);
  runCommand("tag.timeline");
  const field = await screen.findByRole<HTMLInputElement>("textbox", { name: "Tag" });
  expect(field.value).toBe("acme/app:1");
  await userEvent.clear(field);
  await userEvent.type(field, `acme/app@sha256:${"a".repeat(64)}`);
  screen.getByText("A digest always points to the same content: enter a tag.");
  await userEvent.clear(field);
  await userEvent.type(field, "acme/app:2{Enter}");
  await screen.findByRole("region", { name: "Timeline of acme/app:2" });
  expect(fake.inputsOf("journal:timeline")[0]).toEqual({ text: "acme/app:2" });
});

it("pushes nothing while nothing is changed", async () => {
  const content = makeContent([]);
  const exists = {
    kind: "exists",
    name: "acme/app:1",
    mediaType: content.mediaType,
    digest: content.digest,
    size: 1,
    annotations: {},
    rows: [],
    text: "",
  } as const;
  installApi({
    "draft:preview": ({ draft }) =>
      ok({
        ...makePreview([]),
        sources: Object.fromEntries(
          draft.sources.map(({ id }) => [id, { kind: "resolved", source: makeResolved() }]),
        ),
        result: { kind: "ready", content },
      }),
    "target:check": () => ok(exists),
  });
  await state().editTag("acme/app:1");
  await waitFor(() =>
    expect(pushBlocker(state())?.message).toBe("No change: the tag holds exactly this."),
  );
});
