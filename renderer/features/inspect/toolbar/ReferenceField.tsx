import { type KeyboardEvent, useRef } from "react";
import { Input, TextField } from "react-aria-components";
import { useFocusRequest } from "../../../navigation.ts";
import { classNames } from "../../../ui/classNames.ts";
import { Crumbs } from "../../../ui/Crumbs.tsx";
import { useReferenceCompletion } from "../../suggestions/useReferenceCompletion.tsx";
import { currentVisit, useInspect } from "../inspectStore.ts";
import styles from "./Toolbar.module.css";

/** The field for the reference to open, followed by the way to the content that is shown. */
export function ReferenceField() {
  const text = useInspect((state) => state.text);
  const trail = useInspect((state) => currentVisit(state)?.trail);
  const { setText, openTyped, openTrail } = useInspect.getState();
  const input = useRef<HTMLInputElement>(null);
  const { onChange, suggesting, popup } = useReferenceCompletion({
    text,
    setText,
    fieldRef: input,
  });
  useFocusRequest("inspectReference", () => {
    input.current?.focus();
    input.current?.select();
  });
  const isBelow = trail !== undefined && trail.length > 1 && text === trail[0].text;

  function onKeyDown(event: KeyboardEvent<HTMLInputElement>): void {
    if (suggesting.onKeyDown(event) || event.nativeEvent.isComposing) {
      return;
    }
    if (event.key === "Enter") {
      event.preventDefault();
      if (isBelow) {
        openTrail([trail[0]], event.altKey);
      } else {
        openTyped(text, event.altKey);
      }
    } else if (event.key === "Escape" && trail !== undefined) {
      setText(trail[0].text);
    }
  }

  return (
    <div className={classNames(styles["field"], isBelow && styles["withCrumbs"])}>
      <TextField aria-label="Reference to inspect" value={text} onChange={onChange}>
        <Input
          ref={input}
          className={classNames(styles["input"])}
          spellCheck={false}
          autoComplete="off"
          placeholder="Reference, repository@digest, pull command or oci-layout:///path:tag"
          {...suggesting.aria}
          onKeyDown={onKeyDown}
          onBlur={() => suggesting.onBlur()}
        />
      </TextField>
      {isBelow && (
        <Crumbs
          label="Path in the image"
          isContinued
          steps={trail.slice(1).map((crumb, at) => ({
            id: `${crumb.text} ${crumb.blob?.digest}`,
            label: crumb.label,
            onPress: () => openTrail([trail[0], ...trail.slice(1, at + 2)]),
          }))}
        />
      )}
      {popup}
    </div>
  );
}
