import type { Choice } from "../../shared/errors.ts";
import { Button } from "./Button.tsx";

interface ChoiceButtonsProps {
  readonly choices: readonly Choice[] | undefined;
  /** Told the texts to write instead: one, or all of them. */
  readonly onChoose: (texts: readonly [string, ...string[]]) => void;
  /** Whether all can be taken at once. */
  readonly canTakeAll?: boolean;
}

/** What may have been meant, a button each. */
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
