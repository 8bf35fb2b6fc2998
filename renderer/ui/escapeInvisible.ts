import { Children, type ReactNode } from "react";

/**
 * Characters that are invisible or change how others are shown: controls, bidi controls, joiners, tags, private use,
 * lone surrogates, line separators, fillers. Tabs and line feeds are not among them.
 */
export const invisibleCharacters =
  /(?![\t\n])[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}\u115f\u1160\u3164\uffa0]|\p{Variation_Selector}/gu;

function escapeCharacter(character: string): string {
  return `[U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}]`;
}

/**
 * Replaces invisible characters with their code point, such as `[U+202E]`. For display only: text that is copied or
 * sent stays unescaped.
 */
export function escapeInvisible(text: string): string {
  return text.replaceAll(invisibleCharacters, escapeCharacter);
}

/** Escapes the strings among the children of a control, because labels may contain untrusted text. */
export function escapeChildren(children: ReactNode): ReactNode {
  return typeof children === "string"
    ? escapeInvisible(children)
    : Children.map(children, (child) =>
        typeof child === "string" ? escapeInvisible(child) : child,
      );
}
