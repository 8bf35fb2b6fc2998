import { useState } from "react";
import type { AffectedManifest, Deletion, DeletionPlan } from "../../../../shared/deletion.ts";
import { countOf } from "../../../../shared/countOf.ts";
import { Digest } from "../../../image/Digest.tsx";
import { mediaTypeName } from "../../../image/mediaTypeName.ts";
import { useNavigation } from "../../../navigation.ts";
import { Button } from "../../../ui/Button.tsx";
import { CheckBox } from "../../../ui/CheckBox.tsx";
import { classNames } from "../../../ui/classNames.ts";
import { escapeInvisible } from "../../../ui/escapeInvisible.ts";
import { DialogBody, DialogFoot, ModalDialog } from "../../../ui/ModalDialog.tsx";
import { Note } from "../../../ui/Note.tsx";
import { ProgressLine } from "../../../ui/ProgressLine.tsx";
import { RadioChoice } from "../../../ui/RadioChoice.tsx";
import { UntrustedText } from "../../../ui/UntrustedText.tsx";
import { RequestFailure } from "../../registries/RequestFailure.tsx";
import {
  deleteLabel,
  type DeletionEffect,
  deletionConfirmations,
  describeEffects,
  describeUnread,
} from "./describeDeletion.ts";
import styles from "./DeleteDialog.module.css";
import { type DeleteStep, useDeleteTags } from "./deleteStore.ts";

const ways: Readonly<Record<Deletion["by"], string>> = {
  tag: "the tags only",
  digest: "the manifests with all their tags",
};

function Effect({ look, text, names }: DeletionEffect) {
  return (
    <>
      <Note look={look} message={text} />
      {names !== undefined && (
        // Long lists scroll with the arrow keys.
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        <ul className={classNames(styles["names"])} aria-label={text} tabIndex={0} data-selectable>
          {names.map((name) => (
            <li key={name}>
              <UntrustedText text={name} />
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function Manifest({
  manifest,
  plan,
}: {
  readonly manifest: AffectedManifest;
  readonly plan: DeletionPlan;
}) {
  const { digest, mediaType, tags } = manifest;
  return (
    <section
      className={classNames(styles["manifest"])}
      aria-label={escapeInvisible(tags.join(", "))}
    >
      <h3>
        <UntrustedText text={tags.join(", ")} />
        <span className={classNames(styles["quiet"])}>{mediaTypeName(mediaType)}</span>
        <Digest digest={digest} of={tags.join(", ")} />
      </h3>
      {describeEffects(manifest, plan).map((effect) => (
        <Effect key={effect.text} {...effect} />
      ))}
    </section>
  );
}

function Review({ plan }: { readonly plan: DeletionPlan }) {
  const { setWay, start, close } = useDeleteTags.getState();
  const [isConfirmed, setConfirmed] = useState(false);
  const confirmations = deletionConfirmations(plan);
  const unread = describeUnread(plan);
  return (
    <>
      <DialogBody>
        <p className={classNames(styles["lead"])}>
          From <UntrustedText text={plan.repository} />.{" "}
          {plan.by === "digest" && !plan.ways.includes("tag")
            ? "This registry cannot delete a tag alone: it deletes the manifest, and with it every tag that points to it."
            : ""}
        </p>
        {plan.ways.length > 1 && (
          <div className={classNames(styles["ways"])}>
            <span aria-hidden>Delete</span>
            <RadioChoice
              label="Delete"
              value={plan.by}
              choices={plan.ways.map((value) => ({ value, label: ways[value] }))}
              onChange={setWay}
            />
          </div>
        )}
        {plan.manifests.map((manifest) => (
          <Manifest key={manifest.digest} manifest={manifest} plan={plan} />
        ))}
        {unread !== undefined && (
          <div className={classNames(styles["manifest"])}>
            <Effect {...unread} />
          </div>
        )}
        <Note
          look="note"
          message={
            plan.manifests.every(({ backup }) => backup.kind === "none")
              ? "The journal keeps nothing of these manifests."
              : `The journal keeps ${plan.manifests.some(({ backup }) => backup.kind === "none") ? "the other" : "the"} manifests. History restores the tags as long as the registry has not removed their layers.`
          }
        />
      </DialogBody>
      {confirmations.length > 0 && (
        <div className={classNames(styles["confirm"])}>
          <CheckBox isSelected={isConfirmed} onChange={setConfirmed}>
            {escapeInvisible(confirmations.join(" "))} Delete anyway.
          </CheckBox>
        </div>
      )}
      <DialogFoot words="Checked again right before the deletion: if a tag moved, it stops.">
        <Button autoFocus onPress={close}>
          Cancel
        </Button>
        <Button
          look="primary"
          isDisabled={confirmations.length > 0 && !isConfirmed}
          onPress={start}
        >
          {deleteLabel(plan)}
        </Button>
      </DialogFoot>
    </>
  );
}

const results = {
  deleted: "deleted",
  missing: "was gone already",
  kept: "kept",
  unknown: "requested, not confirmed",
} as const;

function Done({ outcome }: Extract<DeleteStep, { kind: "done" }>) {
  const { close } = useDeleteTags.getState();
  const { tags, failure } = outcome;
  const deleted = tags.filter(({ kind }) => kind === "deleted").length;
  return (
    <>
      <DialogBody>
        {failure !== undefined && <RequestFailure failure={failure} />}
        <ul aria-label="Results" className={classNames(styles["results"])}>
          {tags.map(({ tag, kind }) => (
            <li key={tag.name}>
              <span>
                <UntrustedText text={tag.tag ?? tag.name} />
              </span>
              <span className={classNames(styles["quiet"])}>{results[kind]}</span>
            </li>
          ))}
        </ul>
      </DialogBody>
      <DialogFoot
        words={
          <span role="status">
            {deleted} of {countOf(tags.length, "tag")} deleted. History can restore them.
          </span>
        }
      >
        <Button
          onPress={() => {
            close();
            useNavigation.getState().show("history");
          }}
        >
          Show in History
        </Button>
        <Button look="primary" autoFocus onPress={close}>
          Close
        </Button>
      </DialogFoot>
    </>
  );
}

function Step({ step }: { readonly step: DeleteStep }) {
  const { close, stop } = useDeleteTags.getState();
  switch (step.kind) {
    case "closed":
      return null;
    case "planning":
      return (
        <>
          <DialogBody>
            <ProgressLine
              label={step.message ?? "Reading what depends on these tags…"}
              done={step.done}
              total={step.total}
            />
          </DialogBody>
          <DialogFoot>
            <Button autoFocus onPress={close}>
              Cancel
            </Button>
          </DialogFoot>
        </>
      );
    case "refused":
      return (
        <>
          <DialogBody>
            <RequestFailure failure={step.failure} />
          </DialogBody>
          <DialogFoot words="Nothing was deleted.">
            <Button look="primary" autoFocus onPress={close}>
              Close
            </Button>
          </DialogFoot>
        </>
      );
    case "review":
      return <Review key={step.plan.id} plan={step.plan} />;
    case "deleting":
      return (
        <>
          <DialogBody>
            <ProgressLine
              label={`Deleting… ${step.done} of ${countOf(step.plan.tags.length, "tag")}`}
              done={step.done}
              total={step.plan.tags.length}
            />
          </DialogBody>
          <DialogFoot words="What is requested already cannot be stopped.">
            <Button autoFocus onPress={stop}>
              {step.isStopping ? "Stopping…" : "Stop"}
            </Button>
          </DialogFoot>
        </>
      );
    case "done":
      return <Done {...step} />;
  }
}

/** The dialog that deletes tags and manifests: the review of what goes, then the results. */
export function DeleteDialog() {
  const step = useDeleteTags((state) => state.step);
  return (
    <ModalDialog
      title={step.kind === "done" ? "Deletion" : "Delete tags"}
      isOpen={step.kind !== "closed"}
      onClose={useDeleteTags.getState().close}
      width={680}
    >
      <Step step={step} />
    </ModalDialog>
  );
}
