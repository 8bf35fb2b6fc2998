import { useState } from "react";
import type { AffectedManifest, Deletion, DeletionPlan } from "../../../../shared/deletion.ts";
import { Digest } from "../../../image/Digest.tsx";
import { mediaTypeName } from "../../../image/mediaTypeName.ts";
import { shortDigest } from "../../../image/shortDigest.ts";
import { Button } from "../../../ui/Button.tsx";
import { classNames } from "../../../ui/classNames.ts";
import { DialogConfirm } from "../../../ui/DialogConfirm.tsx";
import { escapeInvisible } from "../../../ui/escapeInvisible.ts";
import { DialogBody, DialogFoot } from "../../../ui/ModalDialog.tsx";
import { Note } from "../../../ui/Note.tsx";
import { RadioChoice } from "../../../ui/RadioChoice.tsx";
import { UntrustedText } from "../../../ui/UntrustedText.tsx";
import {
  deleteLabel,
  type DeletionEffect,
  deletionConfirmations,
  describeEffects,
  describeMissing,
  describeUnread,
} from "./describeDeletion.ts";
import styles from "./DeleteDialog.module.css";
import { useDeleteTags } from "./deleteStore.ts";

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
  const name = tags.length > 0 ? tags.join(", ") : shortDigest(digest);
  return (
    <section className={classNames(styles["manifest"])} aria-label={escapeInvisible(name)}>
      <h3>
        {tags.length > 0 && <UntrustedText text={name} />}
        <span className={classNames(styles["quiet"])}>{mediaTypeName(mediaType)}</span>
        <Digest digest={digest} of={name} />
      </h3>
      {describeEffects(manifest, plan).map((effect) => (
        <Effect key={effect.text} {...effect} />
      ))}
    </section>
  );
}

/** The review of a deletion: what goes, what breaks, and what has to be confirmed. */
export function DeletionReview({ plan }: { readonly plan: DeletionPlan }) {
  const { setWay, start, close } = useDeleteTags.getState();
  const [isConfirmed, setConfirmed] = useState(false);
  const confirmations = deletionConfirmations(plan);
  const unread = describeUnread(plan);
  const missing = describeMissing(plan);
  // A manifest that was named by its digest is not deleted by its tags.
  const hasTags = plan.manifests.every(({ tags }) => tags.length > 0);
  return (
    <>
      <DialogBody>
        <p className={classNames(styles["lead"])}>
          From <UntrustedText text={plan.repository} />.{" "}
          {plan.by === "digest" && hasTags && !plan.ways.includes("tag")
            ? "This registry cannot delete a tag alone: it deletes the manifest, and with it every tag that points to it."
            : ""}
        </p>
        {plan.ways.length > 1 && hasTags && (
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
        {missing !== undefined && (
          <div className={classNames(styles["manifest"])}>
            <Effect {...missing} />
          </div>
        )}
        <Note
          look="note"
          message={
            plan.manifests.every(({ backup }) => backup.kind === "none")
              ? "The journal keeps nothing of what is deleted."
              : `The journal keeps ${plan.manifests.some(({ backup }) => backup.kind === "none") ? "the other" : "the"} manifests. History restores them as long as the registry has not removed their layers.`
          }
        />
      </DialogBody>
      <DialogConfirm
        confirmations={confirmations}
        action="Delete anyway."
        isConfirmed={isConfirmed}
        onChange={setConfirmed}
      />
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
