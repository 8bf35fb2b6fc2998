import { Lock, LockOpen } from "lucide-react";
import { Button as AriaButton, Dialog, DialogTrigger, Popover } from "react-aria-components";
import type { DraftTarget } from "../../../../shared/draft.ts";
import { classNames } from "../../../ui/classNames.ts";
import { Switch } from "../../../ui/Switch.tsx";
import { useCompose } from "../composeStore.ts";
import styles from "./TargetsBar.module.css";
import { escapeInvisible } from "../../../ui/escapeInvisible.ts";

/** Whether a target's tag may be taken from what it names: marked on the chip, switched in its popover. */
export function OverwriteButton({ target }: { readonly target: DraftTarget }) {
  const setNoClobber = useCompose((state) => state.setNoClobber);
  const guarded = target.noClobber === true;
  return (
    <DialogTrigger>
      <AriaButton
        className={classNames(styles["guard"], guarded && styles["guarded"])}
        aria-label={`Overwriting ${escapeInvisible(target.text)}: ${guarded ? "never" : "allowed"}`}
      >
        {guarded ? <Lock size={12} aria-hidden /> : <LockOpen size={12} aria-hidden />}
        {guarded && <span>never overwrite</span>}
      </AriaButton>
      <Popover className={classNames(styles["popover"])} placement="top">
        <Dialog
          aria-label={`Overwriting ${escapeInvisible(target.text)}`}
          className={classNames(styles["options"])}
        >
          <Switch isSelected={guarded} onChange={(on) => setNoClobber(target.id, on)}>
            Never overwrite
          </Switch>
          <p>The push is refused where the tag names something else already.</p>
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}
