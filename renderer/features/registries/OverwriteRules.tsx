import { X } from "lucide-react";
import { type Ref, type SubmitEvent, useRef, useState } from "react";
import { isTagPattern, parseRuleRegistry } from "../../../shared/overwriteRules.ts";
import type { OverwriteRules as Rules } from "../../../shared/settings.ts";
import { useFocusRequest } from "../../navigation.ts";
import { Button, IconButton } from "../../ui/Button.tsx";
import { classNames } from "../../ui/classNames.ts";
import { LabelledInput } from "../../ui/LabelledInput.tsx";
import { UntrustedText } from "../../ui/UntrustedText.tsx";
import { useSettings } from "../settings/settingsStore.ts";
import styles from "./OverwriteRules.module.css";

/** Most rules of a kind; as in the schema of the settings. */
const maxRules = 100;

interface RuleKind {
  readonly key: keyof Rules;
  readonly label: string;
  readonly placeholder: string;
  /** @returns undefined if the text is no rule of this kind */
  readonly parse: (text: string) => string | undefined;
  /** Said of a text that is none. */
  readonly invalid: string;
}

const tags: RuleKind = {
  key: "tags",
  label: "Tags",
  placeholder: "v* or *.*.*",
  parse: (text) => (isTagPattern(text.trim()) ? text.trim() : undefined),
  invalid: "A tag has letters, digits, “.”, “_” and “-”; “*” stands for any of them.",
};

const registries: RuleKind = {
  key: "registries",
  label: "Registries and repositories",
  placeholder: "ghcr.io/acme",
  parse: parseRuleRegistry,
  invalid: "Start with a registry: ghcr.io, ghcr.io/acme or ghcr.io/acme/app.",
};

interface RuleFieldProps {
  readonly kind: RuleKind;
  readonly inputRef?: Ref<HTMLInputElement>;
}

/** The rules of one kind, and the field that adds one. A rule that is removed stays in the field, so that Enter adds it again. */
function RuleField({ kind, inputRef }: RuleFieldProps) {
  const rules = useSettings((state) => state.neverOverwrite);
  const setRules = useSettings((state) => state.setOverwriteRules);
  const [text, setText] = useState("");
  const [isRefused, setRefused] = useState(false);
  const list = rules[kind.key];
  const isFull = list.length >= maxRules;

  function submit(event: SubmitEvent): void {
    event.preventDefault();
    const rule = kind.parse(text);
    if (rule === undefined || isFull) {
      setRefused(text.trim() !== "");
      return;
    }
    setText("");
    if (!list.includes(rule)) {
      void setRules({ ...rules, [kind.key]: [...list, rule] });
    }
  }

  function remove(rule: string): void {
    setText((typed) => (typed === "" ? rule : typed));
    void setRules({ ...rules, [kind.key]: list.filter((other) => other !== rule) });
  }

  return (
    <form className={classNames(styles["kind"])} onSubmit={submit}>
      <div className={classNames(styles["field"])}>
        <LabelledInput
          label={kind.label}
          value={text}
          onChange={(typed) => {
            setRefused(false);
            setText(typed);
          }}
          placeholder={kind.placeholder}
          {...(inputRef === undefined ? {} : { inputRef })}
        />
        <Button type="submit" aria-label={`Add to ${kind.label}`}>
          Add
        </Button>
      </div>
      <p role="status" className={classNames(styles["invalid"])}>
        {isRefused && (isFull ? `There are ${maxRules} rules: remove one first.` : kind.invalid)}
      </p>
      {list.length > 0 && (
        <ul aria-label={`Never overwritten: ${kind.label}`} className={classNames(styles["rules"])}>
          {list.map((rule) => (
            <li key={rule} className={classNames(styles["rule"])}>
              <code>
                <UntrustedText text={rule} />
              </code>
              <IconButton label={`Remove ${rule}`} onPress={() => remove(rule)}>
                <X size={13} aria-hidden />
              </IconButton>
            </li>
          ))}
        </ul>
      )}
    </form>
  );
}

/** The rules that say which tags no push may give other content. */
export function OverwriteRules() {
  const field = useRef<HTMLInputElement>(null);
  useFocusRequest("overwriteRules", () => {
    field.current?.scrollIntoView({ block: "center" });
    field.current?.focus();
  });
  return (
    <div className={classNames(styles["rulesOfAll"])}>
      <p>
        No push and no retag gives these tags other content, whatever the draft says. New tags, and
        tags that have the content already, are pushed. A restore asks first.
      </p>
      <RuleField kind={tags} inputRef={field} />
      <RuleField kind={registries} />
    </div>
  );
}
