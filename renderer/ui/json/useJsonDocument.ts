import { useEffect, useMemo, useState } from "react";
import { runInSteps } from "../runInSteps.ts";
import { finish, indentedDocument, type JsonDocument, plainDocument } from "./jsonDocument.ts";

/** UTF-16 units of a text whose document is made at once. */
const maxAtOnce = 128 * 1024;

/** The document of a text. @returns undefined while that of a long text is made, in steps */
export function useJsonDocument(text: string, isIndented: boolean): JsonDocument | undefined {
  const isLong = text.length > maxAtOnce;
  const short = useMemo(
    () => (isLong ? undefined : finish(stepsOf(text, isIndented))),
    [text, isIndented, isLong],
  );
  const [made, setMade] = useState<
    JsonDocument & { readonly of: string; readonly isIndented: boolean }
  >();
  useEffect(
    () =>
      isLong
        ? runInSteps(stepsOf(text, isIndented), (document) =>
            setMade({ ...document, of: text, isIndented }),
          )
        : undefined,
    [text, isIndented, isLong],
  );
  return short ?? (made?.of === text && made.isIndented === isIndented ? made : undefined);
}

function stepsOf(text: string, isIndented: boolean) {
  return isIndented ? indentedDocument(text) : plainDocument(text);
}
