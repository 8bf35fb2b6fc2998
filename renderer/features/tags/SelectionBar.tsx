import { countOf } from "../../../shared/countOf.ts";
import type { RepositoryTags } from "../../../shared/tags.ts";
import { Button } from "../../ui/Button.tsx";
import { classNames } from "../../ui/classNames.ts";
import { useCopyTags } from "./copy/copyStore.ts";
import { knownDigests } from "./selectedTags.ts";
import { type TagsPageState, useTags } from "./tagsStore.ts";
import styles from "./TagsPage.module.css";

interface SelectionBarProps {
  readonly page: string;
  readonly list: RepositoryTags;
  readonly view: TagsPageState;
  readonly tags: readonly string[];
}

/** What can be done with the selected tags. */
export function SelectionBar({ page, list, view, tags }: SelectionBarProps) {
  const { repository } = list;
  const open = (purpose: "retag" | "copy"): void =>
    useCopyTags.getState().open({
      purpose,
      repository,
      tags,
      digests: knownDigests(view, tags),
      existing: new Set(list.tags),
    });
  return (
    <div role="toolbar" aria-label="Selected tags" className={classNames(styles["selection"])}>
      <span role="status">{countOf(tags.length, "tag")} selected</span>
      <Button small onPress={() => open("retag")}>
        Retag…
      </Button>
      <Button small onPress={() => open("copy")}>
        Copy to…
      </Button>
      <Button
        small
        look="quiet"
        onPress={() => useTags.getState().change(page, { selected: new Set() })}
      >
        Clear selection
      </Button>
    </div>
  );
}
