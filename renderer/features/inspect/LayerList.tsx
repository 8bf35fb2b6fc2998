import type { LayerRow } from "../../../shared/inspection.ts";
import { hasTableOfContents } from "../../../shared/layerFiles.ts";
import type { Annotations } from "../../../shared/oci/descriptor.ts";
import { fileNameKey } from "../../../shared/oci/namedFile.ts";
import { annotatedPredicate } from "../../../shared/oci/predicateAnnotation.ts";
import { Digest, DigestText } from "../../image/Digest.tsx";
import { MediaTypeText, PartedText } from "../../image/MediaTypeText.tsx";
import { classNames } from "../../ui/classNames.ts";
import { escapeInvisible } from "../../ui/escapeInvisible.ts";
import { formatBytes } from "../../ui/format.ts";
import { UntrustedText } from "../../ui/UntrustedText.tsx";
import styles from "./Content.module.css";
import { DigestLink } from "./DigestLink.tsx";
import { predicateName } from "./evidence/predicateName.ts";
import { isSignature, signatureName } from "./evidence/signatureName.ts";

interface LayerListProps {
  readonly layers: readonly LayerRow[];
  readonly repository: string;
  /** The digest of the image, if these are the layers of its attestation or signature. */
  readonly attests?: string | undefined;
  /** Names the other platforms of the index that have a layer; empty if none has. */
  readonly sharersOf?: (digest: string) => string;
  /** The layers that the compared image has as well, by digest. */
  readonly compared?: ReadonlySet<string>;
}

/** What a layer is: its file name, its predicate, or its media type; a signature says who made it. */
function LayerName({ descriptor, signature, number }: NumberedLayer) {
  const { annotations = {}, mediaType } = descriptor;
  const predicateType = annotatedPredicate(annotations);
  const title = annotations[fileNameKey];
  if (number !== undefined) {
    return (
      <>
        <PartedText text={signatureName(number, signature)} />
        {signature?.signed !== undefined && (
          <>
            , signs <DigestText digest={signature.signed} />
          </>
        )}
      </>
    );
  }
  if (title !== undefined) {
    return <UntrustedText text={title} />;
  }
  return (
    <>
      {predicateType !== undefined && `${predicateName(predicateType)}, `}
      <MediaTypeText mediaType={mediaType} />
    </>
  );
}

interface NumberedLayer extends LayerRow {
  /** From 1, among the signatures; undefined for anything else. */
  readonly number?: number;
}

/** Layers with the numbers of the signatures among them. */
function numberSignatures(layers: readonly LayerRow[]): readonly NumberedLayer[] {
  let signatures = 0;
  return layers.map((layer) => {
    if (!isSignature(layer.descriptor)) {
      return layer;
    }
    signatures += 1;
    return { ...layer, number: signatures };
  });
}

/** The layers of an image or artifact, in order, each with its size and the command that created it. */
export function LayerList({ layers, repository, attests, sharersOf, compared }: LayerListProps) {
  // An image may list the same layer twice, so the position is part of the key.
  const items = numberSignatures(layers).map((layer, at) => ({
    ...layer,
    key: `${at} ${layer.descriptor.digest}`,
  }));
  const largest = layers.reduce((most, { descriptor }) => Math.max(most, descriptor.size), 1);
  return (
    <ol className={classNames(styles["layers"])}>
      {items.map(({ key, ...layer }) => {
        const { descriptor, createdBy, diffId, chainId } = layer;
        const sharers = sharersOf?.(descriptor.digest) ?? "";
        return (
          <li key={key} className={classNames(styles["layer"])}>
            <DigestLink
              repository={repository}
              descriptor={descriptor}
              isBlob
              of={layerLabel(layer)}
              attests={attests}
            />
            <span
              className={classNames(styles["layerName"])}
              title={escapeInvisible(descriptor.mediaType)}
            >
              <LayerName {...layer} />
              {tocFormat(descriptor.annotations)}
              {sharers !== "" && (
                <span className={classNames(styles["shared"])}>
                  {" "}
                  also in <UntrustedText text={sharers} />
                </span>
              )}
              {compared?.has(descriptor.digest) === true && (
                <span className={classNames(styles["shared"])}> in the compared image, too</span>
              )}
            </span>
            <span className={classNames(styles["size"])}>
              <span className={classNames(styles["bar"])} aria-hidden>
                <span style={{ width: `${(descriptor.size / largest) * 100}%` }} />
              </span>
              {formatBytes(descriptor.size)}
            </span>
            {createdBy !== undefined && (
              <code
                className={classNames(styles["createdBy"])}
                title={escapeInvisible(createdBy)}
                data-selectable
              >
                <UntrustedText text={createdBy} />
              </code>
            )}
            {diffId !== undefined && chainId !== undefined && (
              <span className={classNames(styles["unpacked"])}>
                diff ID <Digest digest={diffId} of="the unpacked layer" />
                {chainId !== diffId && (
                  <>
                    , chain ID <Digest digest={chainId} of="the layers up to it" />
                  </>
                )}
              </span>
            )}
          </li>
        );
      })}
    </ol>
  );
}

/** The format of a layer with a table of contents. */
function tocFormat(annotations: Annotations = {}): string {
  return hasTableOfContents(annotations)
    ? `, ${"containerd.io/snapshot/stargz/toc.digest" in annotations ? "eStargz" : "zstd:chunked"}`
    : "";
}

/** What the link to a layer is about: the predicate of a statement, a signature, or the layer. */
function layerLabel({ descriptor, number }: NumberedLayer): string {
  if (number !== undefined) {
    return `signature ${number}`;
  }
  const predicateType = annotatedPredicate(descriptor.annotations);
  return predicateType === undefined ? "the layer" : predicateName(predicateType);
}
