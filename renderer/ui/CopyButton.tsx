import { Check, Copy } from "lucide-react";
import { Button } from "./Button.tsx";
import { useCopyText } from "./useCopyText.ts";

interface CopyButtonProps {
  readonly text: string;
  readonly label: string;
}

/** Copies a text to the clipboard and says that it did. */
export function CopyButton({ text, label }: CopyButtonProps) {
  const { state, copy } = useCopyText();
  return (
    <Button small onPress={() => copy(text)}>
      {state === "copied" ? <Check size={13} aria-hidden /> : <Copy size={13} aria-hidden />}
      {state === "failed" ? "Could not copy" : state === "copied" ? "Copied" : label}
    </Button>
  );
}
