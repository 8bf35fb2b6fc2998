import { Plus } from "lucide-react";
import { useMemo } from "react";
import { runCommand } from "../../../commands/commandActions.ts";
import { AnnotationLines } from "../../../image/AnnotationLines.tsx";
import type { Suggestion } from "../../../ui/SuggestField.tsx";
import { Button } from "../../../ui/Button.tsx";
import { classNames } from "../../../ui/classNames.ts";
import styles from "./AnnotationEditor.module.css";
import { AnnotationField } from "./AnnotationField.tsx";
import { useCompose } from "../composeStore.ts";
import { useContent } from "../result/useContent.ts";

/** The platforms of the result, as suggestions for scopes. */
function usePlatformNames(): readonly Suggestion[] {
  const content = useContent();
  return useMemo(
    () =>
      [...new Set((content?.rows ?? []).flatMap((row) => row.platform ?? []))].map((id) => ({
        id,
      })),
    [content],
  );
}

/** Index annotations that the result inherits from a source. */
function InheritedAnnotations() {
  const content = useContent();
  const draft = useCompose((state) => state.draft);
  const ownKeys = new Set(
    draft.annotations.flatMap(({ scope, key }) => (scope.kind === "index" ? [key] : [])),
  );
  const inherited = Object.fromEntries(
    Object.entries(content?.annotations ?? {}).filter(([key]) => !ownKeys.has(key)),
  );
  return Object.keys(inherited).length === 0 ? null : (
    <div className={classNames(styles["inherited"])}>
      <p>Index annotations of the source</p>
      <AnnotationLines annotations={inherited} />
    </div>
  );
}

/** The annotations that the draft adds. */
export function AnnotationEditor() {
  const annotations = useCompose((state) => state.draft.annotations);
  const platforms = usePlatformNames();
  return (
    <section aria-label="Annotations" className={classNames(styles["editor"])}>
      {annotations.length > 0 && (
        <ul className={classNames(styles["list"])}>
          {annotations.map((annotation, at) => (
            <AnnotationField
              key={annotation.id}
              annotation={annotation}
              number={at + 1}
              isLast={at === annotations.length - 1}
              platforms={platforms}
            />
          ))}
        </ul>
      )}
      <div className={classNames(styles["foot"])}>
        <Button look="quiet" small onPress={() => runCommand("annotation.add")}>
          <Plus size={13} aria-hidden /> Add annotation
        </Button>
        {annotations.length === 0 && (
          <span>Key and value on the index, on all entries or on one platform.</span>
        )}
      </div>
      <InheritedAnnotations />
    </section>
  );
}
