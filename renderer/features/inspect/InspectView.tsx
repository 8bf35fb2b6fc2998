import { ArrowLeft, ArrowRight, RotateCw } from "lucide-react";
import { type KeyboardEvent, useRef } from "react";
import { useFocusRequest } from "../../navigation.ts";
import { Button, IconButton } from "../../ui/Button.tsx";
import { ChoiceButtons } from "../../ui/ChoiceButtons.tsx";
import { classNames } from "../../ui/classNames.ts";
import { EmptyState } from "../../ui/EmptyState.tsx";
import { ProgressLine } from "../../ui/ProgressLine.tsx";
import { TextInput } from "../../ui/TextInput.tsx";
import { canRetry } from "../registries/failureRemedies.ts";
import { RequestFailure } from "../registries/RequestFailure.tsx";
import { NearestTags } from "../suggestions/NearestTags.tsx";
import { useReferenceCompletion } from "../suggestions/useReferenceCompletion.tsx";
import { useSettings } from "../settings/settingsStore.ts";
import { PageView } from "../tags/PageView.tsx";
import { InspectionDetails } from "./InspectionDetails.tsx";
import { useInspect, type Visit } from "./inspectStore.ts";
import styles from "./InspectView.module.css";
import { RetagDialog } from "./RetagDialog.tsx";

function ReferenceBar() {
  const text = useInspect((state) => state.text);
  const at = useInspect((state) => state.at);
  const last = useInspect((state) => state.visits.length - 1);
  const { setText, openTyped, step, reload } = useInspect.getState();
  const input = useRef<HTMLInputElement>(null);
  const { onChange, suggesting, popup } = useReferenceCompletion({
    text,
    setText,
    fieldRef: input,
  });
  useFocusRequest("inspectReference", () => {
    input.current?.focus();
    input.current?.select();
  });

  function onKeyDown(event: KeyboardEvent<HTMLInputElement>): void {
    if (event.key === "Enter" && !event.nativeEvent.isComposing) {
      event.preventDefault();
      openTyped(text);
    }
  }

  return (
    <div className={classNames(styles["bar"])}>
      {/* Not disabled: the button would lose the focus at the last step back. */}
      <IconButton label="Back" isPending={at <= 0} onPress={() => step(-1)}>
        <ArrowLeft size={15} aria-hidden />
      </IconButton>
      <IconButton label="Forward" isPending={at >= last} onPress={() => step(1)}>
        <ArrowRight size={15} aria-hidden />
      </IconButton>
      <IconButton label="Reload" isPending={at < 0} onPress={reload}>
        <RotateCw size={14} aria-hidden />
      </IconButton>
      <TextInput
        label="Reference to inspect"
        value={text}
        onChange={onChange}
        onKeyDown={onKeyDown}
        inputRef={input}
        placeholder="ghcr.io/acme/app:1.4, repository@digest or oci-layout:///path:tag"
        suggesting={suggesting}
      />
      {popup}
      <Button isDisabled={text.trim() === ""} onPress={() => openTyped(text)}>
        Open
      </Button>
    </div>
  );
}

function EmptyInspect() {
  const images = useSettings((state) => state.info?.sample.images) ?? [];
  const open = useInspect((state) => state.open);
  return (
    <EmptyState lead="Inspect any image or index.">
      <p>
        Enter a tag or digest in a registry, an OCI layout or an archive. Digests in the result are
        links to their content. A repository without a tag, such as ghcr.io/acme/app, shows its
        tags; a registry, such as localhost:5000/, its repositories.
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
  switch (visit.kind) {
    case "open":
      return (
        <InspectionDetails
          key={visit.inspection.digest}
          inspection={visit.inspection}
          attests={visit.attests}
        />
      );
    case "page":
      return <PageView page={visit.page} />;
    case "opening":
      return (
        <div className={classNames(styles["message"], styles["waiting"])}>
          <ProgressLine label={visit.message ?? `Reading ${visit.text}…`} done={0} total={0} />
          <Button onPress={cancel}>Cancel</Button>
        </div>
      );
    case "failed":
      return (
        <div className={classNames(styles["message"])}>
          <RequestFailure failure={visit.error}>
            <ChoiceButtons choices={visit.error.choices} onChoose={([text]) => open(text)} />
            {visit.blob === undefined && (
              <NearestTags text={visit.text} failure={visit.error} onChoose={open} />
            )}
            {canRetry(visit.error) && (
              <Button small onPress={reload}>
                Try again
              </Button>
            )}
          </RequestFailure>
        </div>
      );
  }
}

/** The Inspect view: the content of a reference, with links to the content of its digests. */
export function InspectView() {
  const visit = useInspect((state) => state.visits[state.at]);
  return (
    <section aria-label="Inspect" className={classNames(styles["view"])} data-panes>
      <div style={{ display: "contents" }} data-pane>
        <ReferenceBar />
      </div>
      <div style={{ display: "contents" }} data-pane>
        {visit === undefined ? <EmptyInspect /> : <VisitView visit={visit} />}
      </div>
      <RetagDialog />
    </section>
  );
}
