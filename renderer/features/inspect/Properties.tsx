import type { ReactNode } from "react";
import type { Annotations, Descriptor } from "../../../shared/oci/descriptor.ts";
import { AnnotationLines } from "../../image/AnnotationLines.tsx";
import { PartedText } from "../../image/MediaTypeText.tsx";
import { mediaTypeName } from "../../image/mediaTypeName.ts";
import { classNames } from "../../ui/classNames.ts";
import { LongText } from "../../ui/LongText.tsx";
import styles from "./Content.module.css";
import { DigestLink } from "./DigestLink.tsx";

interface PropertyProps {
  readonly name: string;
  readonly children: ReactNode;
}

/** A property with its name. Renders nothing without a value. */
export function Property({ name, children }: PropertyProps) {
  if (children === undefined || children === null || children === "") {
    return null;
  }
  return (
    <div className={classNames(styles["fact"])}>
      <dt>{name}</dt>
      <dd data-selectable>
        {typeof children === "string" ? <LongText text={children} of={name} /> : children}
      </dd>
    </div>
  );
}

interface ListPropertyProps {
  readonly name: string;
  readonly values: readonly string[];
}

/** A property with a value on each line. Renders nothing without values. */
export function ListProperty({ name, values }: ListPropertyProps) {
  return values.length === 0 ? null : (
    <Property name={name}>
      <ul className={classNames(styles["values"])}>
        {values.map((value, at) => (
          // A config may list a value twice.
          // oxlint-disable-next-line react/no-array-index-key
          <li key={`${at} ${value}`}>
            <LongText text={value} of={`${name} ${at + 1}`} />
          </li>
        ))}
      </ul>
    </Property>
  );
}

interface CommonPropertiesProps {
  readonly content: {
    readonly artifactType?: string;
    readonly subject?: Descriptor;
    readonly annotations: Annotations;
  };
  readonly repository: string;
}

/** The properties that indexes, images and artifacts have in common. */
export function CommonProperties({ content, repository }: CommonPropertiesProps) {
  const { artifactType, subject, annotations } = content;
  const hasAnnotations = Object.keys(annotations).length > 0;
  if (artifactType === undefined && subject === undefined && !hasAnnotations) {
    return null;
  }
  return (
    <dl className={classNames(styles["facts"])}>
      <Property name="Artifact type">
        {artifactType === undefined ? undefined : <PartedText text={artifactType} />}
      </Property>
      {subject !== undefined && (
        <Property name="Subject">
          <DigestLink repository={repository} descriptor={subject} of="the subject" />{" "}
          {mediaTypeName(subject.mediaType)}
        </Property>
      )}
      {hasAnnotations && (
        <Property name="Annotations">
          <AnnotationLines annotations={annotations} isDetailed />
        </Property>
      )}
    </dl>
  );
}
