import { render, screen } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";
import { addSources, sourceRow, sourceTexts } from "../testing/composeScreen.ts";
import { makeAppInfo } from "../testing/fixtures.ts";
import { installApi } from "../testing/setUp.ts";
import { useSettings } from "../features/settings/settingsStore.ts";
import { ComposeView as View } from "../features/compose/ComposeView.tsx";
import { useCompose } from "../features/compose/composeStore.ts";
import { useShortcuts } from "./useShortcuts.ts";

function ComposeView() {
  useShortcuts();
  return <View />;
}

describe("shortcuts", () => {
  it("undoes in the draft, but in a field only its text", async () => {
    installApi();
    render(<ComposeView />);
    await addSources("a:1 b:2");
    sourceRow("a:1").focus();
    await userEvent.keyboard("{Delete}");
    const field = screen.getByRole("textbox", { name: "Add source" });
    await userEvent.type(field, "c");
    const execCommand = vi.fn<(command: string) => boolean>();
    Object.assign(document, { execCommand });
    await userEvent.keyboard("{Control>}z{/Control}");
    expect(execCommand).toHaveBeenCalledWith("undo");
    expect(sourceTexts()).toEqual(["b:2"]);
    // Undo works from any other control.
    screen.getByRole("tab", { name: "JSON" }).focus();
    await userEvent.keyboard("{Control>}z{/Control}");
    expect(sourceTexts()).toEqual(["a:1", "b:2"]);
    // Several changes are undone one by one.
    useCompose.getState().addTargets(["acme/x:1"]);
    sourceRow("b:2").focus();
    await userEvent.keyboard("{Delete}");
    await userEvent.click(screen.getByRole("button", { name: "Remove target acme/x:1" }));
    sourceRow("a:1").focus();
    await userEvent.keyboard("{Control>}z{/Control}");
    expect(useCompose.getState().draft.targets.map(({ text }) => text)).toEqual(["acme/x:1"]);
    expect(sourceTexts()).toEqual(["a:1"]);
    await userEvent.keyboard("{Control>}z{/Control}");
    expect(sourceTexts()).toEqual(["a:1", "b:2"]);
  });

  it("ignores undo keys in a dialog and other key combinations", async () => {
    installApi();
    render(
      <>
        <ComposeView />
        <div role="dialog">
          <button type="button">Over it</button>
        </div>
      </>,
    );
    await addSources("a:1 b:2");
    sourceRow("a:1").focus();
    await userEvent.keyboard("{Delete}");
    screen.getByRole("button", { name: "Over it" }).focus();
    await userEvent.keyboard("{Control>}z{/Control}");
    expect(sourceTexts()).toEqual(["b:2"]);
    sourceRow("b:2").focus();
    for (const keys of [
      "{Meta>}z{/Meta}",
      "{Control>}{Alt>}z{/Alt}{/Control}",
      "{Control>}{Shift>}z{/Shift}{/Control}",
    ]) {
      await userEvent.keyboard(keys);
      expect(sourceTexts()).toEqual(["b:2"]);
    }
    await userEvent.keyboard("{Control>}z{/Control}");
    expect(sourceTexts()).toEqual(["a:1", "b:2"]);
    await userEvent.keyboard("{Control>}y{/Control}");
    expect(sourceTexts()).toEqual(["b:2"]);
  });

  it("undoes and redoes by Cmd+Z and Cmd+Shift+Z on macOS", async () => {
    installApi();
    render(<ComposeView />);
    const info = makeAppInfo({ platform: "darwin" });
    useSettings.setState({ info });
    await addSources("a:1 b:2");
    sourceRow("a:1").focus();
    await userEvent.keyboard("{Delete}");
    sourceRow("b:2").focus();
    await userEvent.keyboard("{Control>}z{/Control}");
    expect(sourceTexts()).toEqual(["b:2"]);
    await userEvent.keyboard("{Meta>}z{/Meta}");
    expect(sourceTexts()).toEqual(["a:1", "b:2"]);
    sourceRow("b:2").focus();
    await userEvent.keyboard("{Meta>}{Shift>}z{/Shift}{/Meta}");
    expect(sourceTexts()).toEqual(["b:2"]);
  });

  it.each([
    ["after the first letters", "licen", "{ArrowDown}{Enter}"],
    ["without a letter", "", "{ArrowDown}{Enter}"],
  ])("undoes and redoes a picked annotation key, %s", async (_, typed, pick) => {
    installApi();
    render(<ComposeView />);
    await addSources("a:1");
    useCompose.getState().addAnnotation();
    const field = await screen.findByRole<HTMLInputElement>("combobox", {
      name: "Key of annotation 1",
    });
    await userEvent.click(field);
    await userEvent.keyboard(`${typed}${pick}`);
    const picked = field.value;
    expect(picked).toMatch(typed === "" ? /^org\./ : /\.licenses$/);
    await userEvent.keyboard("{Control>}z{/Control}");
    expect(useCompose.getState().draft.annotations.map(({ key }) => key)).toEqual([""]);
    await userEvent.keyboard("{Control>}y{/Control}");
    expect(useCompose.getState().draft.annotations.map(({ key }) => key)).toEqual([picked]);
  });
});
