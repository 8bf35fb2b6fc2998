import { X } from "lucide-react";
import { useId, useRef } from "react";
import type { AnnotationScope, DraftAnnotation } from "../../../../shared/draft.ts";
import { useFocusRequest } from "../../../navigation.ts";
import { IconButton } from "../../../ui/Button.tsx";
import { classNames } from "../../../ui/classNames.ts";
import { type Suggestion, SuggestField } from "../../../ui/SuggestField.tsx";
import { TextInput } from "../../../ui/TextInput.tsx";
import styles from "./AnnotationEditor.module.css";
import { annotationKeys } from "./annotationKeys.ts";
import { validateAnnotation } from "./validateAnnotation.ts";
import { FindingNote } from "../result/FindingNote.tsx";
import { readScope, scopeText } from "./scopeText.ts";
import { useCompose } from "../composeStore.ts";
import { useFindings } from "../result/useFindings.ts";

interface AnnotationFieldProps {
  readonly annotation: DraftAnnotation;
  readonly number: number;
  readonly isLast: boolean;
  readonly platforms: readonly Suggestion[];
}

const wholeScopes: readonly Suggestion[] = [
  { id: scopeText({ kind: "index" }), meaning: "On the index itself" },
  { id: scopeText({ kind: "entries" }), meaning: "On the descriptor of each entry" },
];

/** One annotation: where it lands, its key and its value, and what is wrong with them. */
export function AnnotationField({ annotation, number, isLast, platforms }: AnnotationFieldProps) {
  const change = useCompose((state) => state.editAnnotation);
  const remove = useCompose((state) => state.removeAnnotation);
  const findings = useFindings(
    (about) => about.kind === "annotation" && about.id === annotation.id,
  );
  const item = useRef<HTMLLIElement>(null);
  const trouble = useId();
  const mistake = validateAnnotation(annotation);
  const shown = mistake === null ? findings : [];
  const describedBy = mistake !== null || shown.length > 0 ? trouble : undefined;
  useFocusRequest("newAnnotation", () => {
    if (isLast) {
      item.current?.scrollIntoView({ block: "nearest" });
      item.current?.querySelectorAll<HTMLInputElement>("input")[1]?.focus();
    }
  });

  function setScope(scope: AnnotationScope): void {
    change(annotation.id, { scope });
  }

  return (
    <li ref={item} className={classNames(styles["item"])}>
      <div className={classNames(styles["fields"])} data-of-draft>
        <div className={classNames(styles["scope"])}>
          <SuggestField
            label={`Scope of annotation ${number}`}
            value={scopeText(annotation.scope)}
            onChange={(text) => setScope(readScope(text))}
            suggestions={[...wholeScopes, ...platforms]}
            isInvalid={mistake?.field === "scope"}
            describedBy={describedBy}
          />
        </div>
        <div className={classNames(styles["key"])}>
          <SuggestField
            label={`Key of annotation ${number}`}
            value={annotation.key}
            onChange={(key) => change(annotation.id, { key })}
            suggestions={annotationKeys}
            placeholder="org.opencontainers.image.…"
            isInvalid={mistake?.field === "key"}
            describedBy={describedBy}
          />
        </div>
        <div className={classNames(styles["value"])}>
          <TextInput
            label={`Value of annotation ${number}`}
            value={annotation.value}
            onChange={(value) => change(annotation.id, { value })}
            placeholder="Value"
          />
        </div>
        <IconButton
          label={`Remove annotation ${annotation.key === "" ? number : annotation.key}`}
          tip="Remove"
          onPress={() => remove(annotation.id)}
        >
          <X size={14} aria-hidden />
        </IconButton>
      </div>
      {describedBy !== undefined && (
        <div id={trouble} className={classNames(styles["trouble"])} aria-live="polite">
          {mistake !== null && <p className={classNames(styles["mistake"])}>{mistake.message}</p>}
          {shown.map((finding) => (
            <FindingNote key={finding.code + finding.message} finding={finding} />
          ))}
        </div>
      )}
    </li>
  );
}
