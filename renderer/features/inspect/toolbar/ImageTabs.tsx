import { X } from "lucide-react";
import { Button as AriaButton } from "react-aria-components";
import { shortReference } from "../../../image/shortReference.ts";
import { IconButton } from "../../../ui/Button.tsx";
import { classNames } from "../../../ui/classNames.ts";
import { UntrustedText } from "../../../ui/UntrustedText.tsx";
import { escapeInvisible } from "../../../ui/escapeInvisible.ts";
import { useInspect } from "../inspectStore.ts";
import type { InspectTab } from "../visit.ts";
import styles from "./ImageTabs.module.css";

/** The name of a tab: the reference, and the step below it that is shown. */
function tabName({ visits, at }: InspectTab): string {
  const trail = visits[at]?.trail;
  const reference = shortReference(trail?.[0].text ?? "");
  return trail !== undefined && trail.length > 1
    ? `${reference} › ${trail.at(-1)?.label ?? ""}`
    : reference;
}

/** The opened images, if there are several. */
export function ImageTabs() {
  const tabs = useInspect((state) => state.tabs);
  const current = useInspect((state) => state.tab);
  const { selectTab, closeTab } = useInspect.getState();
  if (tabs.length < 2) {
    return null;
  }
  return (
    <nav aria-label="Opened images" className={classNames(styles["strip"])} data-pane>
      <ul>
        {tabs.map((tab, at) => {
          const name = tabName(tab);
          return (
            <li
              key={tab.id}
              className={classNames(styles["tab"], at === current && styles["current"])}
              onAuxClick={(event) => event.button === 1 && closeTab(at)}
            >
              <AriaButton
                className={classNames(styles["name"])}
                {...(at === current && { "aria-current": "page" })}
                onPress={() => selectTab(at)}
              >
                <UntrustedText text={name} />
              </AriaButton>
              <IconButton
                label={`Close ${escapeInvisible(name)}`}
                tip="Close tab"
                onPress={() => closeTab(at)}
              >
                <X size={12} aria-hidden />
              </IconButton>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}
