import { Lock, LockOpen } from "lucide-react";
import { Button as AriaButton, DialogTrigger } from "react-aria-components";
import type { DraftTarget } from "../../../../shared/draft.ts";
import { describeOverwriteRule, findRuleForName } from "../../../../shared/overwriteRules.ts";
import { Button } from "../../../ui/Button.tsx";
import { classNames } from "../../../ui/classNames.ts";
import { DialogPopover } from "../../../ui/DialogPopover.tsx";
import { Switch } from "../../../ui/Switch.tsx";
import { escapeInvisible } from "../../../ui/escapeInvisible.ts";
import { UntrustedText } from "../../../ui/UntrustedText.tsx";
import { openOverwriteRules } from "../../registries/openRegistries.ts";
import { useSettings } from "../../settings/settingsStore.ts";
import { useCompose } from "../composeStore.ts";
import styles from "./TargetsBar.module.css";

/** Shows whether a target's tag may be overwritten, and opens a popover with the switch for it. */
export function OverwriteButton({ target }: { readonly target: DraftTarget }) {
  const setNoClobber = useCompose((state) => state.setNoClobber);
  const rules = useSettings((state) => state.neverOverwrite);
  const name = useCompose((state) => {
    const status = state.targets[target.id];
    return status?.kind === "found" ? status.state.name : target.text.trim();
  });
  const rule = findRuleForName(name, rules);
  const isLocked = target.noClobber === true || rule !== undefined;
  return (
    <DialogTrigger>
      <AriaButton
        className={classNames(styles["overwrite"], isLocked && styles["locked"])}
        aria-label={`Overwriting ${escapeInvisible(target.text)}: ${isLocked ? "never overwrite" : "allowed"}`}
      >
        {isLocked ? <Lock size={12} aria-hidden /> : <LockOpen size={12} aria-hidden />}
        {isLocked && <span>never overwrite</span>}
      </AriaButton>
      <DialogPopover
        label={`Overwriting ${escapeInvisible(target.text)}`}
        className={styles["popover"]}
        contentClassName={styles["options"]}
        placement="top"
      >
        <Switch
          isSelected={target.noClobber === true}
          onChange={(on) => setNoClobber(target.id, on)}
        >
          Never overwrite
        </Switch>
        <p>The push fails if the tag already points to other content.</p>
        {rule !== undefined && (
          <>
            <p>
              <UntrustedText text={describeOverwriteRule(rule)} />
            </p>
            <Button small onPress={openOverwriteRules}>
              Change the rule…
            </Button>
          </>
        )}
      </DialogPopover>
    </DialogTrigger>
  );
}
