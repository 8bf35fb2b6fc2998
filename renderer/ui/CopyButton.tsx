import { Check, Copy } from "lucide-react";
import { Button } from "./Button.tsx";
import { useCopyText } from "./useCopyText.ts";

interface CopyButtonProps {
  readonly text: string;
  readonly label: string;
}

/** A button that copies text to the clipboard and shows the result. */
export function CopyButton({ text, label }: CopyButtonProps) {
  const { state, copy } = useCopyText();
  return (
    <Button small onPress={() => copy(text)}>
      {state === "copied" ? <Check size={13} aria-hidden /> : <Copy size={13} aria-hidden />}
      {{ idle: label, copied: "Copied", failed: "Could not copy" }[state]}
    </Button>
  );
}
