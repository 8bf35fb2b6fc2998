import type { EvidenceArtifact, ProvenanceView } from "../../../../shared/evidence.ts";
import { Property } from "../Properties.tsx";
import { ArtifactList } from "./ArtifactList.tsx";
import { BuildSteps } from "./BuildSteps.tsx";
import { FactList } from "./Facts.tsx";
import { imageOfPackage } from "./imageOfPackage.ts";

interface ArtifactsProps {
  readonly title: string;
  readonly artifacts: readonly EvidenceArtifact[];
  /** What one of them is: `material`. */
  readonly noun: string;
  /** If it is not the noun with an s. */
  readonly plural?: string;
}

function Artifacts({ title, artifacts, noun, plural }: ArtifactsProps) {
  return artifacts.length === 0 ? null : (
    <Property name={title}>
      <ArtifactList
        artifacts={artifacts}
        repositoryOf={imageOfPackage}
        noun={noun}
        plural={plural}
      />
    </Property>
  );
}

/** How an image was built: by whom, from which source, with what. */
export function ProvenanceContent({ provenance }: { readonly provenance: ProvenanceView }) {
  const { source, checkout, materials, builderDependencies, byproducts } = provenance;
  return (
    <dl>
      <Property name="Builder">{provenance.builder}</Property>
      <Property name="Builder version">{provenance.builderVersion}</Property>
      <Property name="Build type">{provenance.buildType}</Property>
      <Artifacts title="Source" artifacts={source ? [source] : []} noun="source" />
      <Artifacts title="Checkout" artifacts={checkout ? [checkout] : []} noun="checkout" />
      <Property name="Entry point">{provenance.entryPoint}</Property>
      <Property name="Started">{provenance.startedOn}</Property>
      <Property name="Finished">{provenance.finishedOn}</Property>
      <FactList title="Parameters" facts={provenance.parameters} />
      <BuildSteps steps={provenance.steps} />
      <Artifacts title="Materials" artifacts={materials} noun="material" />
      <Artifacts
        title="Builder dependencies"
        artifacts={builderDependencies}
        noun="dependency"
        plural="dependencies"
      />
      <Artifacts title="Byproducts" artifacts={byproducts} noun="byproduct" />
      <FactList title="Metadata" facts={provenance.metadata} />
    </dl>
  );
}
