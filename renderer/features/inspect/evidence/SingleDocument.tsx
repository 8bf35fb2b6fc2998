import { useEffect, useState } from "react";
import type { EvidenceView } from "../../../../shared/evidence.ts";
import { maxDocumentBytes } from "../../../../shared/evidenceRecords.ts";
import type { Descriptor } from "../../../../shared/oci/descriptor.ts";
import { isNamedFile } from "../../../../shared/oci/namedFile.ts";
import { Button } from "../../../ui/Button.tsx";
import { Spinner } from "../../../ui/Spinner.tsx";
import { classNames } from "../../../ui/classNames.ts";
import { formatBytes } from "../../../ui/format.ts";
import { blobToOpen } from "../blobToOpen.ts";
import styles from "../Content.module.css";
import { startInspection } from "../startInspection.ts";
import { EvidenceContent } from "./EvidenceContent.tsx";

/** Documents that are read without being asked for, in bytes. */
const maxUnaskedBytes = 4 * 1024 * 1024;

/** Media types of documents that may be evidence. */
const documentType = /json|cose|in-toto|spdx|cyclonedx|sarif|vex|report|vulnerabilit/;

/** Returns the only layer of an artifact if it may be evidence, which is shown with the artifact. */
export function singleDocument(layers: readonly { readonly descriptor: Descriptor }[]) {
  const [layer] = layers;
  return layers.length === 1 &&
    layer !== undefined &&
    (documentType.test(layer.descriptor.mediaType) || isNamedFile(layer.descriptor))
    ? layer.descriptor
    : undefined;
}

interface SingleDocumentProps {
  readonly repository: string;
  readonly descriptor: Descriptor;
  readonly attests: string | undefined;
  /** `repository@digest` of the artifact. */
  readonly places: readonly string[];
}

/** The only layer of an artifact, decoded: a large one when asked, one beyond the decoder's limit not at all. */
export function SingleDocument(props: SingleDocumentProps) {
  const { size } = props.descriptor;
  const [isWanted, setIsWanted] = useState(size <= maxUnaskedBytes);
  if (size > maxDocumentBytes) {
    return (
      <p className={classNames(styles["none"])}>
        The document has {formatBytes(size)}, more than the {formatBytes(maxDocumentBytes)} that can
        be decoded. Open it to save its bytes, and read them with another tool.
      </p>
    );
  }
  return isWanted ? (
    <DecodedDocument {...props} />
  ) : (
    <div>
      <Button onPress={() => setIsWanted(true)}>Read {formatBytes(size)}</Button>
    </div>
  );
}

/** A document, decoded. Nothing if it is no evidence or cannot be read: its link says why. */
function DecodedDocument({ repository, descriptor, attests, places }: SingleDocumentProps) {
  const [evidence, setEvidence] = useState<EvidenceView | "reading" | undefined>("reading");
  useEffect(() => {
    const text = `${repository}@${descriptor.digest}`;
    const job = startInspection({ text, blob: blobToOpen(descriptor) });
    let isCurrent = true;
    void job.result.then((result) => {
      if (isCurrent) {
        const content = result.ok ? result.value.content : undefined;
        setEvidence(content?.kind === "blob" ? content.evidence : undefined);
      }
    });
    return () => {
      isCurrent = false;
      job.cancel();
    };
  }, [repository, descriptor]);
  if (evidence === "reading") {
    return (
      <p className={classNames(styles["none"])}>
        <Spinner /> Reading the document…
      </p>
    );
  }
  return evidence === undefined ? null : (
    <EvidenceContent
      evidence={evidence}
      repository={repository}
      attests={attests}
      places={[`${repository}@${descriptor.digest}`, ...places]}
    />
  );
}
