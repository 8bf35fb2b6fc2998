import type { CommandId } from "../../../shared/commands.ts";
import { useAccelerator } from "../../commands/keymap.ts";
import { runCommand } from "../../commands/commandActions.ts";
import { ShortcutKeys } from "../../commands/ShortcutKeys.tsx";
import { afterFocusRestored, useNavigation } from "../../navigation.ts";
import { Button } from "../../ui/Button.tsx";
import { classNames } from "../../ui/classNames.ts";
import styles from "./HelpDialogs.module.css";

/** What people want to do, and the command that leads there. */
const steps: readonly { readonly id: CommandId; readonly label: string; readonly does: string }[] =
  [
    {
      id: "source.add",
      label: "Add sources",
      does: "Combine images into one index: add sources, then a target, then review the push. Nothing is pushed before you confirm the review.",
    },
    {
      id: "inspect.open",
      label: "Inspect a reference",
      does: "See what an image or index holds: platforms, layers, files, signatures, and what a client would get of it.",
    },
    {
      id: "compare.open",
      label: "Compare",
      does: "Compare two tags, digests, layouts or archives, up to their packages.",
    },
    {
      id: "tag.edit",
      label: "Edit a tag",
      does: "Change the index behind a tag: exclude, replace or annotate entries.",
    },
    {
      id: "view.history",
      label: "Open History",
      does: "See each push, and restore a tag to its previous digest.",
    },
    {
      id: "view.registries",
      label: "Open Registries",
      does: "Log in, test access, trust a certificate, protect tags.",
    },
    {
      id: "palette.open",
      label: "Open the palette",
      does: "Find any command or image by name.",
    },
  ];

function Step({ id, label, does }: (typeof steps)[number]) {
  const keys = useAccelerator(id);
  return (
    <li className={classNames(styles["step"])}>
      <span>{does}</span>
      <span className={classNames(styles["keys"])}>
        {keys !== undefined && <ShortcutKeys accelerator={keys} />}
      </span>
      <Button
        small
        onPress={() => {
          useNavigation.getState().setHelpDialog(undefined);
          // Commands are disabled while a dialog is open.
          afterFocusRestored(() => runCommand(id));
        }}
      >
        {label}
      </Button>
    </li>
  );
}

/** What the app does, with the command for each. */
export function FirstSteps() {
  return (
    <ul className={classNames(styles["list"])}>
      {steps.map((step) => (
        <Step key={step.id} {...step} />
      ))}
    </ul>
  );
}
