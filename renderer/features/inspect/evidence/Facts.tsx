import type { EvidenceFact } from "../../../../shared/evidence.ts";
import { classNames } from "../../../ui/classNames.ts";
import { LinkText } from "../../../ui/LinkText.tsx";
import { UntrustedText } from "../../../ui/UntrustedText.tsx";
import { Property } from "../Properties.tsx";
import styles from "./Evidence.module.css";

interface FactsProps {
  readonly facts: readonly EvidenceFact[];
}

/** Facts as lines below one title. */
export function FactList({ title, facts }: FactsProps & { readonly title: string }) {
  return facts.length === 0 ? null : (
    <Property name={title}>
      <ul className={classNames(styles["facts"])}>
        {withKeys(facts).map(({ key, name, value }) => (
          <li key={key}>
            <UntrustedText text={name} /> = <LinkText text={value} />
          </li>
        ))}
      </ul>
    </Property>
  );
}

/** Facts as properties of their own. */
export function FactProperties({ facts }: FactsProps) {
  return withKeys(facts).map(({ key, name, value }) => (
    <Property key={key} name={name}>
      {value}
    </Property>
  ));
}

/** A document may have the same name twice. */
function withKeys(facts: readonly EvidenceFact[]) {
  return facts.map((fact, at) => ({ ...fact, key: `${at} ${fact.name}` }));
}
