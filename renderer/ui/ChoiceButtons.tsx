import type { Choice } from "../../shared/errors.ts";
import { Button } from "./Button.tsx";

interface ChoiceButtonsProps {
  readonly choices: readonly Choice[] | undefined;
  /** Called with the texts of one choice or of all. */
  readonly onChoose: (texts: readonly [string, ...string[]]) => void;
  /** Whether to offer all choices together. */
  readonly canTakeAll?: boolean;
}

/** A button for each choice that an error offers in place of an ambiguous text. */
export function ChoiceButtons({ choices, onChoose, canTakeAll = false }: ChoiceButtonsProps) {
  if (choices === undefined) {
    return null;
  }
  const [first, ...others] = choices.map(({ text }) => text);
  return (
    <>
      {choices.map(({ text, title }) => (
        <Button key={text} small onPress={() => onChoose([text])}>
          Use {title}
        </Button>
      ))}
      {canTakeAll && first !== undefined && others.length > 0 && (
        <Button small onPress={() => onChoose([first, ...others])}>
          Use all {choices.length}
        </Button>
      )}
    </>
  );
}
