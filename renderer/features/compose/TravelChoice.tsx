import type { Travel } from "../../../shared/draft.ts";
import { classNames } from "../../ui/classNames.ts";
import { type Choice, RadioChoice } from "../../ui/RadioChoice.tsx";
import { Switch } from "../../ui/Switch.tsx";
import styles from "./TravelChoice.module.css";

interface TravelChoiceProps {
  readonly value: Travel;
  readonly onChange: (travel: Travel) => void;
}

const choices: readonly Choice<Travel["referrers"]>[] = [
  { value: "none", label: "nothing" },
  { value: "attestations", label: "attestations and signatures" },
  { value: "all", label: "all referrers" },
];

/** What goes to the targets along with the images. */
export function TravelChoice({ value, onChange }: TravelChoiceProps) {
  return (
    <div className={classNames(styles["travel"])}>
      <span className={classNames(styles["label"])} aria-hidden>
        Bring along
      </span>
      <RadioChoice
        label="Bring along"
        value={value.referrers}
        choices={choices}
        onChange={(referrers) => onChange({ ...value, referrers })}
      />
      <Switch
        isSelected={value.digestTags}
        onChange={(digestTags) => onChange({ ...value, digestTags })}
      >
        Legacy signature tags (sha256-….sig)
      </Switch>
    </div>
  );
}
