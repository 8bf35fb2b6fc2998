import { Lock, LockOpen } from "lucide-react";
import { Button as AriaButton, Dialog, DialogTrigger, Popover } from "react-aria-components";
import type { DraftTarget } from "../../../../shared/draft.ts";
import { classNames } from "../../../ui/classNames.ts";
import { Switch } from "../../../ui/Switch.tsx";
import { escapeInvisible } from "../../../ui/escapeInvisible.ts";
import { useCompose } from "../composeStore.ts";
import styles from "./TargetsBar.module.css";

/** Shows whether a target's tag may be overwritten, and opens a popover with the switch for it. */
export function OverwriteButton({ target }: { readonly target: DraftTarget }) {
  const setNoClobber = useCompose((state) => state.setNoClobber);
  const isLocked = target.noClobber === true;
  return (
    <DialogTrigger>
      <AriaButton
        className={classNames(styles["overwrite"], isLocked && styles["locked"])}
        aria-label={`Overwriting ${escapeInvisible(target.text)}: ${isLocked ? "never" : "allowed"}`}
      >
        {isLocked ? <Lock size={12} aria-hidden /> : <LockOpen size={12} aria-hidden />}
        {isLocked && <span>never overwrite</span>}
      </AriaButton>
      <Popover className={classNames(styles["popover"])} placement="top">
        <Dialog
          aria-label={`Overwriting ${escapeInvisible(target.text)}`}
          className={classNames(styles["options"])}
        >
          <Switch isSelected={isLocked} onChange={(on) => setNoClobber(target.id, on)}>
            Never overwrite
          </Switch>
          <p>The push fails if the tag already points to other content.</p>
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}
