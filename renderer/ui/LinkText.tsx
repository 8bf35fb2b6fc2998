import { useMemo } from "react";
import { splitLinks } from "./splitLinks.ts";
import { UntrustedText } from "./UntrustedText.tsx";
import { WebLink } from "./WebLink.tsx";

/** Text from outside. The addresses of web pages in it are links. */
export function LinkText({ text }: { readonly text: string }) {
  const pieces = useMemo(() => splitLinks(text).map((piece, key) => ({ ...piece, key })), [text]);
  return pieces.map(({ key, text: piece, url }) =>
    url === undefined ? (
      <UntrustedText key={key} text={piece} />
    ) : (
      <WebLink key={key} text={piece} url={url} />
    ),
  );
}
