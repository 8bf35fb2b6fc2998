import { escapeInvisible } from "../ui/escapeInvisible.ts";
import { EntryName } from "./EntryName.tsx";
import { mediaTypeName } from "./mediaTypeName.ts";

/** The short name of a media type, which wraps between its parts, not within a word. */
export function MediaTypeText({ mediaType }: { readonly mediaType: string }) {
  return (
    <bdi>
      <EntryName label={escapeInvisible(mediaTypeName(mediaType))} />
    </bdi>
  );
}

/** The whole type of an artifact, which wraps between its parts. */
export function ArtifactTypeText({ type }: { readonly type: string }) {
  return (
    <bdi>
      <EntryName label={escapeInvisible(type)} />
    </bdi>
  );
}
