import { render } from "@testing-library/react";
import { createElement } from "react";
import { expect, it } from "vitest";
import type { Opened } from "../../../shared/opened.ts";
import { useNavigation } from "../../navigation.ts";
import { RepairDialog } from "../inspect/RepairDialog.tsx";
import { ok } from "../../testing/fakeApi.ts";
import { installApi } from "../../testing/setUp.ts";
import { useOpened } from "./openedStore.ts";

const link = (id: number, text = `ghcr.io/acme/app:${id}`): Opened => ({
  kind: "reference",
  id: String(id),
  text,
});

it("lets links wait while a dialog is open, a few of them, and each once", async () => {
  useNavigation.getState().setHelpDialog("about");
  const taken = [
    ...Array.from({ length: 50 }, (_, index) => link(index)),
    link(50, "alpine"),
    link(51, "alpine"),
  ];
  installApi({ "opened:take": () => ok(taken) });
  await useOpened.getState().take();
  expect(useOpened.getState().waiting).toEqual([
    link(46),
    link(47),
    link(48),
    link(49),
    link(51, "alpine"),
  ]);
});

it("opens one that waits in Inspect, and does nothing else", () => {
  useNavigation.getState().setHelpDialog(undefined);
  const opened = link(1, "alpine:3.20");
  useOpened.setState({ waiting: [opened] });
  useOpened.getState().open(opened);
  expect(useOpened.getState().waiting).toEqual([]);
  expect(useNavigation.getState().view).toBe("inspect");
});

it("does not change the image behind a dialog that asks about it", async () => {
  useNavigation.getState().show("registries");
  installApi({ "opened:take": () => ok([link(1)]), "repair:donors": () => ok([]) });
  const dialog = render(
    createElement(RepairDialog, {
      repository: "ghcr.io/acme/app",
      digest: `sha256:${"0".repeat(64)}`,
      onClose: () => {},
    }),
  );
  await useOpened.getState().take();
  expect(useOpened.getState().waiting).toEqual([link(1)]);
  expect(useNavigation.getState().view).toBe("registries");
  dialog.unmount();
  await useOpened.getState().take();
  expect(useNavigation.getState().view).toBe("inspect");
});
