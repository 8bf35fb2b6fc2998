import type { ProvenanceView } from "../../../../shared/evidence.ts";
import { Property } from "../Properties.tsx";
import { ArtifactList } from "./ArtifactList.tsx";
import { FactList } from "./Facts.tsx";
import { imageOfPackage } from "./imageOfPackage.ts";

/** How an image was built: by whom, from which source, with what. */
export function ProvenanceContent({ provenance }: { readonly provenance: ProvenanceView }) {
  const { source, materials } = provenance;
  return (
    <dl>
      <Property name="Builder">{provenance.builder}</Property>
      <Property name="Build type">{provenance.buildType}</Property>
      {source !== undefined && (
        <Property name="Source">
          <ArtifactList artifacts={[source]} repositoryOf={imageOfPackage} noun="source" />
        </Property>
      )}
      <Property name="Entry point">{provenance.entryPoint}</Property>
      <Property name="Started">{provenance.startedOn}</Property>
      <Property name="Finished">{provenance.finishedOn}</Property>
      <FactList title="Parameters" facts={provenance.parameters} />
      {materials.length > 0 && (
        <Property name="Materials">
          <ArtifactList artifacts={materials} repositoryOf={imageOfPackage} noun="material" />
        </Property>
      )}
      <FactList title="Metadata" facts={provenance.metadata} />
    </dl>
  );
}
