import { ArrowLeft, ArrowRight, RotateCw } from "lucide-react";
import { type KeyboardEvent, useRef } from "react";
import { useFocusRequest } from "../../navigation.ts";
import { Button, IconButton } from "../../ui/Button.tsx";
import { canRetry } from "../registries/failureRemedies.ts";
import { classNames } from "../../ui/classNames.ts";
import { EmptyState } from "../../ui/EmptyState.tsx";
import { ProgressLine } from "../../ui/ProgressLine.tsx";
import { TextInput } from "../../ui/TextInput.tsx";
import { ChoiceButtons } from "../../ui/ChoiceButtons.tsx";
import { RequestFailure } from "../registries/RequestFailure.tsx";
import { useSettings } from "../settings/settingsStore.ts";
import { InspectionDetails } from "./InspectionDetails.tsx";
import styles from "./InspectView.module.css";
import { RetagDialog } from "./RetagDialog.tsx";
import { useInspect, type Visit } from "./inspectStore.ts";

function AddressBar() {
  const text = useInspect((state) => state.text);
  const at = useInspect((state) => state.at);
  const last = useInspect((state) => state.visits.length - 1);
  const { type, open, step, reload } = useInspect.getState();
  const input = useRef<HTMLInputElement>(null);
  useFocusRequest("inspectReference", () => {
    input.current?.focus();
    input.current?.select();
  });

  function onKeyDown(event: KeyboardEvent<HTMLInputElement>): void {
    if (event.key === "Enter" && !event.nativeEvent.isComposing) {
      event.preventDefault();
      open(text);
    }
  }

  return (
    <div className={classNames(styles["bar"])}>
      {/* Not disabled: the last step back would take the focus from the button that was pressed. */}
      <IconButton label="Back" isPending={at <= 0} onPress={() => step(-1)}>
        <ArrowLeft size={15} aria-hidden />
      </IconButton>
      <IconButton label="Forward" isPending={at >= last} onPress={() => step(1)}>
        <ArrowRight size={15} aria-hidden />
      </IconButton>
      <IconButton label="Read again" isPending={at < 0} onPress={reload}>
        <RotateCw size={14} aria-hidden />
      </IconButton>
      <TextInput
        label="Reference to inspect"
        value={text}
        onChange={type}
        onKeyDown={onKeyDown}
        inputRef={input}
        placeholder="ghcr.io/acme/app:1.4, repository@digest or oci-layout:///path:tag"
      />
      <Button isDisabled={text.trim() === ""} onPress={() => open(text)}>
        Open
      </Button>
    </div>
  );
}

function NothingYet() {
  const images = useSettings((state) => state.info?.sample.images) ?? [];
  const open = useInspect((state) => state.open);
  return (
    <EmptyState lead="Look into any image or index.">
      <p>
        Type a reference above: a tag, a digest, an OCI layout or an archive on this disk. Every
        digest that is shown can be followed.
      </p>
      {images.length > 0 && (
        <div className={classNames(styles["samples"])}>
          {images.map((image) => (
            <Button key={image.text} small onPress={() => open(image.text)}>
              {image.title}
            </Button>
          ))}
        </div>
      )}
    </EmptyState>
  );
}

function VisitView({ visit }: { readonly visit: Visit }) {
  const { cancel, reload, open } = useInspect.getState();
  if (visit.kind === "open") {
    return <InspectionDetails key={visit.inspection.digest} inspection={visit.inspection} />;
  }
  return (
    <div className={classNames(styles["message"], visit.kind === "opening" && styles["waiting"])}>
      {visit.kind === "opening" ? (
        <>
          <ProgressLine label={visit.message ?? `Reading ${visit.text}…`} done={0} total={0} />
          <Button onPress={cancel}>Cancel</Button>
        </>
      ) : (
        <RequestFailure failure={visit.error}>
          <ChoiceButtons choices={visit.error.choices} onChoose={([text]) => open(text)} />
          {canRetry(visit.error) && (
            <Button small onPress={reload}>
              Try again
            </Button>
          )}
        </RequestFailure>
      )}
    </div>
  );
}

/** Looking into what a reference holds, and following its digests. */
export function InspectView() {
  const visit = useInspect((state) => state.visits[state.at]);
  return (
    <section aria-label="Inspect" className={classNames(styles["view"])}>
      <AddressBar />
      {visit === undefined ? <NothingYet /> : <VisitView visit={visit} />}
      <RetagDialog />
    </section>
  );
}
