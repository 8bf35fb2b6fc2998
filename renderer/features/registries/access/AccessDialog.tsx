import { useEffect, useRef } from "react";
import { Check, CircleHelp, X } from "lucide-react";
import type { AccessAnswer, AccessReport } from "../../../../shared/access.ts";
import { Button } from "../../../ui/Button.tsx";
import { classNames } from "../../../ui/classNames.ts";
import { DialogBody, DialogFoot, ModalDialog } from "../../../ui/ModalDialog.tsx";
import { LabelledInput } from "../../../ui/LabelledInput.tsx";
import { Note } from "../../../ui/Note.tsx";
import { ProgressLine } from "../../../ui/ProgressLine.tsx";
import { UntrustedText } from "../../../ui/UntrustedText.tsx";
import { RequestFailure } from "../RequestFailure.tsx";
import { openLogin } from "../openRegistries.ts";
import { PullsLeftText } from "../PullsLeftText.tsx";
import { accountOf, answerWords } from "./accessWords.ts";
import { type AccessStep, useAccess } from "./accessStore.ts";
import styles from "./AccessDialog.module.css";

const signs = { yes: Check, no: X, unknown: CircleHelp } as const;

function reasonOf(answer: AccessAnswer): string {
  if (answer.kind !== "yes") {
    return answer.reason;
  }
  return answer.from === "token" ? "The registry's token grants it." : "";
}

function Answer({ label, answer }: { readonly label: string; readonly answer: AccessAnswer }) {
  const Sign = signs[answer.kind];
  return (
    <>
      <dt>{label}</dt>
      <dd>
        <span className={classNames(styles["sign"], styles[answer.kind])}>
          <Sign size={14} aria-hidden />
          {answerWords[answer.kind]}
        </span>
        <span className={classNames(styles["quiet"])}>
          <UntrustedText text={reasonOf(answer)} />
        </span>
      </dd>
    </>
  );
}

function capitalize(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function Report({ report }: { readonly report: AccessReport }) {
  const { auth, repository, deleteWays, leftover } = report;
  const ways = {
    tag: "The registry deletes tags alone.",
    digest: "The registry deletes manifests with all their tags.",
  };
  return (
    <div className={classNames(styles["result"])} role="status">
      <p>
        <UntrustedText text={capitalize(accountOf(auth))} />.
        {report.exists === false && (
          <>
            {" "}
            <UntrustedText text={repository} /> does not exist, or has no tags.
          </>
        )}
      </p>
      <dl className={classNames(styles["answers"])}>
        <Answer label="Pull" answer={report.pull} />
        <Answer label="List tags" answer={report.list} />
        <Answer label="Push" answer={report.push} />
        <Answer label="Delete" answer={report.delete} />
      </dl>
      {deleteWays.length > 0 && (
        <p className={classNames(styles["quiet"])}>
          {deleteWays.map((way) => ways[way]).join(" ")}
        </p>
      )}
      <p className={classNames(styles["quiet"])}>
        <PullsLeftText host={auth.host} />
      </p>
      {leftover !== undefined && <Note look="note" message={leftover} />}
    </div>
  );
}

function Result({ step }: { readonly step: AccessStep }) {
  switch (step.kind) {
    case "form":
      return null;
    case "testing":
      return (
        <div className={classNames(styles["result"])}>
          <ProgressLine label="Asking the registry…" done={0} total={0} />
        </div>
      );
    case "failed":
      return (
        <div className={classNames(styles["result"])}>
          <RequestFailure failure={step.failure} />
        </div>
      );
    case "tested":
      return <Report report={step.report} />;
  }
}

/** The dialog that tests what an account may do in a repository. */
export function AccessDialog() {
  const { isOpen, text, step, setText, test, close } = useAccess();
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (isOpen) {
      const { current } = field;
      current?.focus();
      // A repository is typed after its host.
      current?.setSelectionRange(current.value.length, current.value.length);
    }
  }, [isOpen]);
  const isReady = text.trim() !== "" && !text.trim().endsWith("/");
  const host = step.kind === "tested" ? step.report.auth.host : undefined;
  return (
    <ModalDialog title="Test access" isOpen={isOpen} onClose={close} width={600}>
      <form
        className={classNames(styles["form"])}
        onSubmit={(event) => {
          event.preventDefault();
          if (isReady) {
            test();
          }
        }}
      >
        <DialogBody>
          <LabelledInput
            label="Repository"
            value={text}
            onChange={setText}
            placeholder="ghcr.io/acme/app"
            inputRef={field}
          />
          <p className={classNames(styles["quiet"])}>
            May you pull, list, push and delete? Nothing in the repository changes.
          </p>
          <Result step={step} />
        </DialogBody>
        <DialogFoot>
          {host !== undefined && <Button onPress={() => openLogin(host)}>Log in…</Button>}
          <Button onPress={close}>Close</Button>
          <Button
            look="primary"
            type="submit"
            isDisabled={!isReady}
            isPending={step.kind === "testing"}
          >
            {step.kind === "tested" || step.kind === "failed" ? "Test again" : "Test"}
          </Button>
        </DialogFoot>
      </form>
    </ModalDialog>
  );
}
