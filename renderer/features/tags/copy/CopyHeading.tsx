import { DigestText } from "../../../image/Digest.tsx";
import { UntrustedText } from "../../../ui/UntrustedText.tsx";
import { classNames } from "../../../ui/classNames.ts";
import styles from "./CopyTags.module.css";
import type { PlannedCopy } from "./planCopies.ts";

/** The tags of one digest, and the digest. */
export function CopyHeading({ copy: { tags, plan } }: { readonly copy: PlannedCopy }) {
  return (
    <h3 className={classNames(styles["heading"])}>
      <UntrustedText text={tags.join(", ")} />
      <span className={classNames(styles["quiet"])}>
        <DigestText digest={plan.root.digest} />
      </span>
    </h3>
  );
}
