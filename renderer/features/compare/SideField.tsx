import { ChevronDown, X } from "lucide-react";
import { type KeyboardEvent, useRef, useState } from "react";
import { Menu, MenuItem, MenuTrigger } from "react-aria-components";
import type { SideInput } from "../../../shared/comparedSide.ts";
import { chooseLocation } from "../../chooseLocation.ts";
import { useFocusRequest } from "../../navigation.ts";
import { IconButton, IconTrigger } from "../../ui/Button.tsx";
import { classNames } from "../../ui/classNames.ts";
import menuStyles from "../../ui/Menu.module.css";
import { ModalPopover } from "../../ui/ModalPopover.tsx";
import { TextInput } from "../../ui/TextInput.tsx";
import { UntrustedText } from "../../ui/UntrustedText.tsx";
import { useReferenceCompletion } from "../suggestions/useReferenceCompletion.tsx";
import { useCompare } from "./compareStore.ts";
import { EarlierContentDialog } from "./EarlierContentDialog.tsx";
import styles from "./CompareView.module.css";
import { describeSide, emptySide } from "./sides.ts";

interface SideFieldProps {
  readonly which: "before" | "after";
  readonly label: string;
  readonly placeholder: string;
}

interface ReferenceFieldProps extends SideFieldProps {
  readonly text: string;
}

function ReferenceField({ which, label, placeholder, text }: ReferenceFieldProps) {
  const { setSide, compare } = useCompare.getState();
  const input = useRef<HTMLInputElement>(null);
  const { onChange, suggesting, popup } = useReferenceCompletion({
    text,
    setText: (typed) => setSide(which, { kind: "reference", text: typed }),
    fieldRef: input,
  });
  const takeFocus = (): void => {
    input.current?.focus();
    input.current?.select();
  };
  useFocusRequest(which === "before" ? "firstCompared" : "secondCompared", takeFocus);

  function onKeyDown(event: KeyboardEvent<HTMLInputElement>): void {
    if (event.key === "Enter" && !event.nativeEvent.isComposing) {
      event.preventDefault();
      compare();
    }
  }

  return (
    <>
      <TextInput
        label={label}
        value={text}
        onChange={onChange}
        onKeyDown={onKeyDown}
        inputRef={input}
        placeholder={placeholder}
        suggesting={suggesting}
      />
      {popup}
    </>
  );
}

/** A side that is no typed reference, with a button that makes the field empty again. */
function FixedSide({
  side,
  which,
  label,
}: {
  readonly side: Exclude<SideInput, { kind: "reference" }>;
  readonly which: "before" | "after";
  readonly label: string;
}) {
  const text = describeSide(side);
  return (
    <div role="group" aria-label={label} className={classNames(styles["fixed"])}>
      <span className={classNames(styles["fixedText"])} title={text}>
        <UntrustedText text={text} />
      </span>
      <IconButton
        label={`Clear ${label}`}
        onPress={() => useCompare.getState().setSide(which, emptySide)}
      >
        <X size={13} aria-hidden />
      </IconButton>
    </div>
  );
}

/** Chooses a layout or an archive in a dialog as a side. */
async function chooseFile(which: "before" | "after", kind: "layout" | "archive"): Promise<void> {
  const { text } = await chooseLocation(kind);
  if (text !== undefined) {
    useCompare.getState().setSide(which, { kind: "reference", text });
  }
}

/** One side of the comparison: a reference, or something else that its menu offers. */
export function SideField(props: SideFieldProps) {
  const { which, label } = props;
  const side = useCompare((state) => state[which]);
  const { setSide } = useCompare.getState();
  const [isChoosingPoint, setChoosingPoint] = useState(false);
  return (
    <div className={classNames(styles["field"])}>
      {side.kind === "reference" ? (
        <ReferenceField {...props} text={side.text} />
      ) : (
        <FixedSide side={side} which={which} label={label} />
      )}
      <MenuTrigger>
        <IconTrigger label={`More for ${label}`} tip="Draft, earlier content, layout, archive">
          <ChevronDown size={14} aria-hidden />
        </IconTrigger>
        <ModalPopover
          className={classNames(menuStyles["popover"])}
          placement="bottom end"
          offset={4}
        >
          <Menu className={classNames(menuStyles["menu"])}>
            <MenuItem
              className={classNames(menuStyles["item"])}
              onAction={() => setSide(which, { kind: "draft" })}
            >
              Result of the draft
            </MenuItem>
            <MenuItem
              className={classNames(menuStyles["item"])}
              onAction={() => setChoosingPoint(true)}
            >
              Earlier content of a tag…
            </MenuItem>
            <MenuItem
              className={classNames(menuStyles["item"])}
              onAction={() => void chooseFile(which, "layout")}
            >
              OCI layout…
            </MenuItem>
            <MenuItem
              className={classNames(menuStyles["item"])}
              onAction={() => void chooseFile(which, "archive")}
            >
              Archive…
            </MenuItem>
          </Menu>
        </ModalPopover>
      </MenuTrigger>
      {isChoosingPoint && (
        <EarlierContentDialog
          initialTag={side.kind === "reference" ? side.text : ""}
          onChoose={(chosen) => setSide(which, chosen)}
          onClose={() => setChoosingPoint(false)}
        />
      )}
    </div>
  );
}
