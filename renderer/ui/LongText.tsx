import { useState } from "react";
import { Button } from "./Button.tsx";
import { LinkText } from "./LinkText.tsx";
import { UntrustedText } from "./UntrustedText.tsx";

/** The most characters and lines that are shown at first. */
const maxLength = 300;
const maxLines = 4;

interface LongTextProps {
  /** From outside; addresses of web pages in it are links. */
  readonly text: string;
  /** What the text is of, for screen readers: `PATH`. */
  readonly of: string;
}

/** A text with its lines. A long one is cut until all of it is asked for. */
export function LongText({ text, of }: LongTextProps) {
  const [isWhole, setWhole] = useState(false);
  const start = text.slice(0, maxLength).split("\n").slice(0, maxLines).join("\n");
  const isCut = !isWhole && start.length < text.length;
  // An address that is cut off is no link: it would lead elsewhere.
  const end = isCut ? (/\S*$/.exec(start)?.[0] ?? "") : "";
  const count = text.length.toLocaleString("en");
  return (
    <>
      <LinkText text={isCut ? start.slice(0, start.length - end.length) : text} />
      {isCut && <UntrustedText text={`${end}…`} />}
      {isCut && (
        <Button
          look="quiet"
          small
          aria-label={`Show all ${count} characters of ${of}`}
          onPress={() => setWhole(true)}
        >
          Show all {count} characters
        </Button>
      )}
    </>
  );
}
