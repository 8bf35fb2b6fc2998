import type { CopyReferrers } from "../../../../shared/draft.ts";
import { classNames } from "../../../ui/classNames.ts";
import { RadioChoice, type RadioOption } from "../../../ui/RadioChoice.tsx";
import { Switch } from "../../../ui/Switch.tsx";
import styles from "./CopyReferrersChoice.module.css";

interface CopyReferrersChoiceProps {
  readonly value: CopyReferrers;
  readonly onChange: (copyReferrers: CopyReferrers) => void;
}

const choices: readonly RadioOption<CopyReferrers["referrers"]>[] = [
  { value: "none", label: "nothing" },
  { value: "attestations", label: "attestations and signatures" },
  { value: "all", label: "all referrers" },
];

/** The choice of referrers and digest tags that are copied with the images. */
export function CopyReferrersChoice({ value, onChange }: CopyReferrersChoiceProps) {
  return (
    <>
      <div className={classNames(styles["referrers"])}>
        <span aria-hidden>Also copy</span>
        <RadioChoice
          label="Also copy"
          value={value.referrers}
          choices={choices}
          onChange={(referrers) => onChange({ ...value, referrers })}
        />
      </div>
      <Switch
        isSelected={value.digestTags}
        onChange={(digestTags) => onChange({ ...value, digestTags })}
      >
        Digest tags (sha256-….sig, .att, .sbom)
      </Switch>
    </>
  );
}
