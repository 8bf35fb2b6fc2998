import { escapeInvisible } from "../ui/escapeInvisible.ts";
import { EntryName } from "./EntryName.tsx";
import { mediaTypeName } from "./mediaTypeName.ts";

/** The short name of a media type, which wraps between its parts, not within a word. */
export function MediaTypeText({ mediaType }: { readonly mediaType: string }) {
  return <PartedText text={mediaTypeName(mediaType)} />;
}

/** Outside text without spaces, such as a type or an address, which wraps between its parts. */
export function PartedText({ text }: { readonly text: string }) {
  return (
    <bdi>
      <EntryName label={escapeInvisible(text)} />
    </bdi>
  );
}
