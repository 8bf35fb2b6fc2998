import type { ReactNode } from "react";
import type { ResultRow } from "../../../../shared/preview.ts";
import { Digest } from "../../../image/Digest.tsx";
import { entryLabel } from "../../../image/entryLabel.ts";
import { Button } from "../../../ui/Button.tsx";
import { classNames } from "../../../ui/classNames.ts";
import { UntrustedText } from "../../../ui/UntrustedText.tsx";
import { compareAnnotations } from "../changes/compareTarget.ts";
import { useCompose } from "../composeStore.ts";
import { originalAnnotations } from "./entryAnnotations.ts";
import { describeManifestEdit, manifestEditOf } from "./manifestEdit.ts";
import { editedFields } from "./platformFields.ts";
import styles from "./ResultEntry.module.css";

interface EditedLineProps {
  readonly label: string;
  readonly onReset: () => void;
  readonly children: ReactNode;
}

/** A line about edits, with a button that resets them. @param label the name of what is reset */
function EditedLine({ label, onReset, children }: EditedLineProps) {
  return (
    <p className={classNames(styles["edited"])}>
      <span>{children}</span>
      <Button look="quiet" small aria-label={`Reset ${label}`} onPress={onReset}>
        Reset
      </Button>
    </p>
  );
}

/** What the draft edits of the manifest of an entry, and the digest that follows. */
function EditedManifest({ row }: { readonly row: ResultRow }) {
  const { digest } = row.descriptor;
  const manifest = useCompose((state) => manifestEditOf(state.draft, digest));
  const edit = useCompose((state) => state.editManifests);
  if (manifest === undefined) {
    return null;
  }
  const label = entryLabel(row);
  const nothing = { convertTo: undefined, annotations: [], platform: {} };
  return (
    <EditedLine
      label={`the image of ${label}`}
      onReset={() => edit([digest], nothing, { what: "the image", label })}
    >
      {row.becomes === undefined ? (
        "image"
      ) : (
        <>
          becomes <Digest digest={row.becomes.digest} of={`${label} after the edit`} />
        </>
      )}
      : <UntrustedText text={describeManifestEdit(manifest).join("; ")} />
    </EditedLine>
  );
}

/** What the draft edits of an entry: its manifest, platform, size and annotations. */
export function EditedFields({ row }: { readonly row: ResultRow }) {
  return (
    <>
      <EditedManifest row={row} />
      <EditedDescriptor row={row} />
    </>
  );
}

function EditedDescriptor({ row }: { readonly row: ResultRow }) {
  const editPlatform = useCompose((state) => state.editPlatform);
  const editAnnotations = useCompose((state) => state.editEntryAnnotations);
  const resetSize = useCompose((state) => state.resetSize);
  if (row.original === undefined) {
    return null;
  }
  const { digest, annotations = {} } = row.descriptor;
  const label = entryLabel(row);
  const fields = editedFields(row);
  const changes = compareAnnotations(originalAnnotations(row), annotations);
  const changeTexts = changes.map(({ kind, key }) => `${key} ${kind}`);
  const fieldTexts = fields.map(
    ({ name, text, origin }) => `${name}: ${text === "" ? "none" : text} (${origin})`,
  );
  return (
    <>
      {fields.length > 0 && (
        <EditedLine
          label={`the platform of ${label}`}
          onReset={() => editPlatform(digest, {}, label)}
        >
          <UntrustedText text={fieldTexts.join(", ")} />
        </EditedLine>
      )}
      {row.original.size !== row.descriptor.size && (
        <EditedLine label={`the size of ${label}`} onReset={() => resetSize(digest, label)}>
          size: {row.descriptor.size} (edited, was {row.original.size})
        </EditedLine>
      )}
      {changes.length > 0 && (
        <EditedLine
          label={`the annotations of ${label}`}
          onReset={() => editAnnotations(digest, [], label)}
        >
          annotations: <UntrustedText text={changeTexts.join(", ")} />
        </EditedLine>
      )}
    </>
  );
}
