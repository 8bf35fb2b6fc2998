import { useMemo } from "react";
import { countOf } from "../../../../shared/countOf.ts";
import { Button } from "../../../ui/Button.tsx";
import { classNames } from "../../../ui/classNames.ts";
import { DialogWait } from "../../../ui/DialogWait.tsx";
import { LabelledInput } from "../../../ui/LabelledInput.tsx";
import { DialogBody, DialogFoot, ModalDialog } from "../../../ui/ModalDialog.tsx";
import { Note } from "../../../ui/Note.tsx";
import { Switch } from "../../../ui/Switch.tsx";
import { UntrustedText } from "../../../ui/UntrustedText.tsx";
import { CopyReferrersChoice } from "../../compose/losses/CopyReferrersChoice.tsx";
import { usePush } from "../../push/pushStore.ts";
import { RequestFailure } from "../../registries/RequestFailure.tsx";
import { type CopyForm, type CopyStep, useCopyTags } from "./copyStore.ts";
import { CopyReview } from "./CopyReview.tsx";
import styles from "./CopyTags.module.css";
import { CopyRun } from "./CopyRun.tsx";
import { nameCopies } from "./nameCopies.ts";
import { requestsByDigest } from "./planCopies.ts";

/** Digests that are copied at once, each with a plan of its own. */
const maxDigests = 20;

/** Rows of the preview that are shown. */
const maxShown = 200;

/** What is wrong with the form, a sentence each. */
function problemsOf(form: CopyForm, named: ReturnType<typeof nameCopies>): readonly string[] {
  const target = form.target.trim();
  const hasTag = !target.includes("://") && /\/.*[:@][^/]*$/.test(target);
  const digests = new Set(form.tags.map((tag) => form.digests.get(tag) ?? tag));
  return [
    ...(hasTag ? ["Enter the repository without a tag or digest: New tags has the names."] : []),
    ...named.problems,
    ...(digests.size > maxDigests
      ? [`Select fewer tags: at most ${maxDigests} different digests are copied at once.`]
      : []),
  ];
}

function CopyPreview({ form, named }: { readonly form: CopyForm } & Pick<Props, "named">) {
  const target = form.target.trim();
  return (
    <div className={classNames(styles["preview"])} role="group" aria-label="New names">
      {named.copies.slice(0, maxShown).map(({ tag, name }) => (
        <div key={`${tag} ${name}`} className={classNames(styles["pair"])}>
          <span>
            <UntrustedText text={tag} />
          </span>
          <span aria-label="becomes" role="img">
            →
          </span>
          <span>
            <UntrustedText text={`${form.purpose === "retag" ? "" : `${target}:`}${name}`} />
          </span>
          <span className={classNames(styles["quiet"])}>
            {target !== form.repository
              ? ""
              : name === tag
                ? "stays as it is"
                : form.existing.has(name)
                  ? "exists: is moved"
                  : "new"}
          </span>
        </div>
      ))}
      {named.copies.length > maxShown && (
        <p>and {countOf(named.copies.length - maxShown, "more tag")}</p>
      )}
    </div>
  );
}

interface Props {
  readonly named: ReturnType<typeof nameCopies>;
}

function Form({ form }: { readonly form: CopyForm }) {
  const { fillIn, plan, close } = useCopyTags.getState();
  const { purpose, repository, tags, patterns, copyReferrers, noClobber } = form;
  const named = useMemo(() => nameCopies(tags, patterns), [tags, patterns]);
  const problems = problemsOf(form, named);
  const target = form.target.trim();
  const isReady = problems.length === 0 && named.copies.length > 0 && target !== "";

  function review(): void {
    const order = { repository, target, copies: named.copies, copyReferrers, noClobber };
    const known = tags.every((tag) => form.digests.has(tag));
    const requests = known ? requestsByDigest(order, form.digests) : [];
    const [only] = requests;
    if (only !== undefined && requests.length === 1) {
      // One digest has the review of any retag.
      close();
      usePush.getState().makePlan(only.request);
    } else {
      plan(order);
    }
  }

  return (
    <form
      className={classNames(styles["form"])}
      onSubmit={(event) => {
        event.preventDefault();
        if (isReady) {
          review();
        }
      }}
    >
      <DialogBody>
        <p className={classNames(styles["lead"])}>
          {countOf(tags.length, "tag")} of <UntrustedText text={repository} />. The bytes and
          digests stay the same; what the target lacks is copied.
        </p>
        <div className={classNames(styles["fields"])}>
          {purpose === "copy" && (
            <LabelledInput
              label="To repository"
              value={form.target}
              onChange={(value) => fillIn({ target: value })}
              placeholder="registry.example/acme/app"
            />
          )}
          <LabelledInput
            label="New tags"
            value={patterns}
            onChange={(value) => fillIn({ patterns: value })}
            placeholder="{tag}-rc, {major}.{minor}"
          />
        </div>
        <p className={classNames(styles["quiet"])}>
          {"{tag}"} stands for the tag, {"{major}"}, {"{minor}"} and {"{patch}"} for the parts of a
          version. Separate several names by commas.
        </p>
        {problems.map((problem) => (
          <Note key={problem} look="warning" message={problem} />
        ))}
        <CopyPreview form={form} named={named} />
        <Switch isSelected={noClobber} onChange={(on) => fillIn({ noClobber: on })}>
          Never overwrite: fail if a tag points to other content
        </Switch>
        <CopyReferrersChoice
          value={copyReferrers}
          onChange={(value) => fillIn({ copyReferrers: value })}
        />
      </DialogBody>
      <DialogFoot
        words={isReady ? countOf(named.copies.length, "new name") : "Enter where the tags go."}
      >
        <Button onPress={close}>Cancel</Button>
        <Button look="primary" type="submit" isDisabled={!isReady}>
          {purpose === "retag" ? "Review retag…" : "Review copy…"}
        </Button>
      </DialogFoot>
    </form>
  );
}

function Step({ step, form }: { readonly step: CopyStep; readonly form: CopyForm }) {
  const { edit, close } = useCopyTags.getState();
  switch (step.kind) {
    case "form":
      return <Form form={form} />;
    case "planning":
      return (
        <DialogWait
          label={step.total === 0 ? "Reading tags…" : "Planning…"}
          done={step.done}
          total={step.total}
          onPress={edit}
        />
      );
    case "refused":
      return (
        <>
          <DialogBody>
            {step.refused.map(({ tags, failure }) => (
              <section key={tags.join(" ")} className={classNames(styles["refused"])}>
                <h3>
                  <UntrustedText text={tags.join(", ")} />
                </h3>
                <RequestFailure failure={failure} />
              </section>
            ))}
          </DialogBody>
          <DialogFoot words="Nothing was copied.">
            <Button onPress={close}>Close</Button>
            <Button look="primary" autoFocus onPress={edit}>
              Back
            </Button>
          </DialogFoot>
        </>
      );
    case "review":
      return <CopyReview plans={step.plans} />;
    case "running":
      return <CopyRun {...step} />;
  }
}

/** The dialog that copies tags of a repository to other names: the form, its review, and the results. */
export function CopyTagsDialog() {
  const { isOpen, form, step } = useCopyTags();
  return form === undefined ? null : (
    <ModalDialog
      title={form.purpose === "retag" ? "Retag" : "Copy tags"}
      isOpen={isOpen}
      onClose={useCopyTags.getState().close}
      width={step.kind === "review" || step.kind === "running" ? 860 : 620}
    >
      <Step step={step} form={form} />
    </ModalDialog>
  );
}
