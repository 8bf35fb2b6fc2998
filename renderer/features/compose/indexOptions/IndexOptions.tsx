import { type KeyboardEvent, useId, useState } from "react";
import type { IndexFormat } from "../../../../shared/draft.ts";
import { isMediaType, mediaTypes } from "../../../../shared/oci/mediaTypes.ts";
import { Digest } from "../../../image/Digest.tsx";
import { classNames } from "../../../ui/classNames.ts";
import { RadioChoice, type RadioOption } from "../../../ui/RadioChoice.tsx";
import { TextInput } from "../../../ui/TextInput.tsx";
import { useCompose } from "../composeStore.ts";
import { useShownContent } from "../result/useContent.ts";
import { describeCosts } from "./describeFormat.ts";
import styles from "./IndexOptions.module.css";

const formats: readonly RadioOption<IndexFormat | "automatic">[] = [
  { value: "automatic", label: "automatic" },
  { value: "oci", label: "OCI index" },
  { value: "docker", label: "Docker manifest list" },
];

/** The format of the index, and what a Docker manifest list costs. */
function FormatChoice() {
  const format = useCompose((state) => state.draft.indexFormat) ?? "automatic";
  const setFormat = useCompose((state) => state.setIndexFormat);
  const content = useShownContent();
  const costs = content?.dockerListCosts;
  return (
    <>
      <div className={classNames(styles["format"])}>
        <span aria-hidden>Media type</span>
        <RadioChoice
          label="Media type"
          value={format}
          choices={formats}
          onChange={(value) => setFormat(value === "automatic" ? undefined : value)}
        />
      </div>
      {costs !== undefined && (
        <p className={classNames(styles["note"])}>
          {describeCosts(costs, content?.mediaType === mediaTypes.dockerList)}
        </p>
      )}
    </>
  );
}

interface IndexFieldProps {
  readonly field: "artifactType" | "subject";
  readonly label: string;
  /** The text of the draft, or what it keeps of a source. */
  readonly text: string;
  readonly placeholder: string;
  readonly error?: string | undefined;
}

/** A field of the index. Its text is set with Enter or when the focus leaves it: half a reference is not looked up. */
function IndexField({ field, label, text, placeholder, error }: IndexFieldProps) {
  const setField = useCompose((state) => state.setIndexField);
  const [typed, setTyped] = useState<string>();
  const note = useId();

  function save(): void {
    if (typed !== undefined && typed.trim() !== text) {
      setField(field, typed);
    }
    setTyped(undefined);
  }

  function onKeyDown(event: KeyboardEvent<HTMLInputElement>): void {
    if (event.key === "Enter" && !event.nativeEvent.isComposing) {
      event.preventDefault();
      save();
    } else if (event.key === "Escape" && typed !== undefined) {
      event.stopPropagation();
      setTyped(undefined);
    }
  }

  return (
    <div className={classNames(styles["field"])} data-of-draft>
      <span className={classNames(styles["label"])} aria-hidden>
        {label}
      </span>
      <TextInput
        label={label}
        value={typed ?? text}
        onChange={setTyped}
        onBlur={save}
        onKeyDown={onKeyDown}
        placeholder={placeholder}
        isInvalid={error !== undefined}
        describedBy={error === undefined ? undefined : note}
      />
      {error !== undefined && (
        <p id={note} className={classNames(styles["error"])}>
          {error}
        </p>
      )}
    </div>
  );
}

function ArtifactTypeField() {
  const set = useCompose((state) => state.draft.artifactType);
  const keeps = useCompose((state) => state.draft.keepArtifactType);
  const shown = useShownContent()?.artifactType;
  const text = set ?? (keeps ? (shown ?? "") : "");
  return (
    <IndexField
      field="artifactType"
      label="Artifact type"
      text={text}
      placeholder={shown ?? "none, or application/vnd.example.thing.v1+json"}
      error={
        set === undefined || isMediaType(set.trim())
          ? undefined
          : "Write a type and a subtype, such as application/vnd.example.thing.v1+json."
      }
    />
  );
}

function SubjectField() {
  const set = useCompose((state) => state.draft.subject);
  const keeps = useCompose((state) => state.draft.keepSubject);
  const shown = useShownContent()?.subject?.digest;
  return (
    <>
      <IndexField
        field="subject"
        label="Subject"
        text={set ?? (keeps ? (shown ?? "") : "")}
        placeholder={shown ?? "none, or a reference or digest in the target's repository"}
      />
      {set !== undefined && shown !== undefined && (
        <p className={classNames(styles["note"])}>
          Refers to <Digest digest={shown} of="the subject" />
        </p>
      )}
    </>
  );
}

/** The options of the index itself: media type, artifact type, subject. */
export function IndexOptions() {
  return (
    <div className={classNames(styles["index"])} role="group" aria-label="Index">
      <FormatChoice />
      <div className={classNames(styles["fields"])}>
        <ArtifactTypeField />
        <SubjectField />
      </div>
    </div>
  );
}
