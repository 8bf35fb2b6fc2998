import { X } from "lucide-react";
import { useId, useRef } from "react";
import type { DraftAnnotation } from "../../../../shared/draft.ts";
import { useFocusRequest } from "../../../navigation.ts";
import { IconButton } from "../../../ui/Button.tsx";
import { classNames } from "../../../ui/classNames.ts";
import { InvisibleCharacters } from "../../../ui/InvisibleCharacters.tsx";
import { type Suggestion, SuggestField } from "../../../ui/SuggestField.tsx";
import { ValueInput } from "../../../ui/ValueInput.tsx";
import { useCompose } from "../composeStore.ts";
import { FindingNotes } from "../result/FindingNotes.tsx";
import { useFindings } from "../result/useFindings.ts";
import styles from "./AnnotationEditor.module.css";
import { annotationKeys } from "./annotationKeys.ts";
import { formatScope, parseScope } from "./annotationScope.ts";
import { validateAnnotation } from "./validateAnnotation.ts";

interface AnnotationFieldProps {
  readonly annotation: DraftAnnotation;
  readonly number: number;
  readonly isLast: boolean;
  readonly platforms: readonly Suggestion[];
}

const generalScopes: readonly Suggestion[] = [
  { id: formatScope({ kind: "index" }), meaning: "On the index itself" },
  { id: formatScope({ kind: "entries" }), meaning: "On the descriptor of each entry" },
];

/** One annotation: its scope, key and value, and the problems with them. */
export function AnnotationField({ annotation, number, isLast, platforms }: AnnotationFieldProps) {
  const edit = useCompose((state) => state.editAnnotation);
  const remove = useCompose((state) => state.removeAnnotation);
  const findings = useFindings("annotation", annotation.id);
  const item = useRef<HTMLLIElement>(null);
  const problems = useId();
  const error = validateAnnotation(annotation);
  const shownFindings = error === undefined ? findings : [];
  const describedBy = error !== undefined || shownFindings.length > 0 ? problems : undefined;
  useFocusRequest("newAnnotation", () => {
    if (isLast) {
      item.current?.scrollIntoView({ block: "nearest" });
      item.current?.querySelectorAll<HTMLInputElement>("input")[1]?.focus();
    }
  });
  useFocusRequest("invalidAnnotation", () => {
    const { annotations } = useCompose.getState().draft;
    const invalid = annotations.find((other) => validateAnnotation(other) !== undefined);
    if (invalid?.id === annotation.id) {
      item.current?.scrollIntoView({ block: "nearest" });
      item.current?.querySelector<HTMLInputElement>("[aria-invalid=true]")?.focus();
    }
  });

  return (
    <li ref={item} className={classNames(styles["item"])}>
      <div className={classNames(styles["fields"])} data-of-draft>
        <div className={classNames(styles["scope"])}>
          <SuggestField
            label={`Scope of annotation ${number}`}
            value={formatScope(annotation.scope)}
            onChange={(text) => edit(annotation.id, { scope: parseScope(text) })}
            suggestions={[...generalScopes, ...platforms]}
            isInvalid={error?.field === "scope"}
            describedBy={describedBy}
          />
        </div>
        <div className={classNames(styles["key"])}>
          <SuggestField
            label={`Key of annotation ${number}`}
            value={annotation.key}
            onChange={(key) => edit(annotation.id, { key })}
            suggestions={annotationKeys}
            placeholder="org.opencontainers.image.…"
            isInvalid={error?.field === "key"}
            describedBy={describedBy}
          />
          <InvisibleCharacters text={annotation.key} />
        </div>
        <div className={classNames(styles["value"])}>
          <ValueInput
            label={`Value of annotation ${number}`}
            value={annotation.value}
            onChange={(value) => edit(annotation.id, { value })}
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
        <div id={problems} className={classNames(styles["problems"])} aria-live="polite">
          {error !== undefined && <p className={classNames(styles["error"])}>{error.message}</p>}
          <FindingNotes findings={shownFindings} />
        </div>
      )}
    </li>
  );
}
