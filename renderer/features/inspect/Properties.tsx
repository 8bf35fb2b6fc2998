import type { ReactNode } from "react";
import type { Annotations, Descriptor } from "../../../shared/oci/descriptor.ts";
import { AnnotationLines } from "../../image/AnnotationLines.tsx";
import { mediaTypeName } from "../../image/mediaTypeName.ts";
import { classNames } from "../../ui/classNames.ts";
import styles from "./Content.module.css";
import { DigestLink } from "./DigestLink.tsx";
import { OutsideText } from "../../ui/UntrustedText.tsx";

/** One fact by its name; nothing where there is nothing to say. */
export function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  if (children === undefined || children === null || children === "") {
    return null;
  }
  return (
    <div className={classNames(styles["fact"])}>
      <dt>{name}</dt>
      <dd data-selectable>
        {typeof children === "string" ? <OutsideText text={children} /> : children}
      </dd>
    </div>
  );
}

/** A fact with several values, one a line. */
export function ListFact({
  name,
  values,
}: {
  readonly name: string;
  readonly values: readonly string[];
}) {
  return values.length === 0 ? null : (
    <Fact name={name}>
      <ul className={classNames(styles["values"])}>
        {values.map((value) => (
          <li key={value}>
            <OutsideText text={value} />
          </li>
        ))}
      </ul>
    </Fact>
  );
}

interface CommonFactsProps {
  readonly content: {
    readonly artifactType?: string;
    readonly subject?: Descriptor;
    readonly annotations: Annotations;
  };
  readonly repository: string;
}

/** What indexes, images and artifacts may all say about themselves. */
export function CommonFacts({ content, repository }: CommonFactsProps) {
  const { artifactType, subject, annotations } = content;
  const hasAnnotations = Object.keys(annotations).length > 0;
  if (artifactType === undefined && subject === undefined && !hasAnnotations) {
    return null;
  }
  return (
    <dl className={classNames(styles["facts"])}>
      <Fact name="Artifact type">{artifactType}</Fact>
      {subject !== undefined && (
        <Fact name="Subject">
          <DigestLink repository={repository} descriptor={subject} of="the subject" />{" "}
          {mediaTypeName(subject.mediaType)}
        </Fact>
      )}
      {hasAnnotations && (
        <Fact name="Annotations">
          <AnnotationLines annotations={annotations} />
        </Fact>
      )}
    </dl>
  );
}
