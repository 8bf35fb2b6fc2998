import { countOf } from "../../../shared/countOf.ts";
import type { RepositoryTags } from "../../../shared/tags.ts";
import { Button } from "../../ui/Button.tsx";
import { classNames } from "../../ui/classNames.ts";
import { copyTags, deleteTags } from "./actOnTags.ts";
import { useTags } from "./tagsStore.ts";
import styles from "./TagsPage.module.css";

interface SelectionBarProps {
  /** The key of the page in the store. */
  readonly page: string;
  readonly list: RepositoryTags;
  readonly tags: readonly string[];
}

/** What can be done with the selected tags. */
export function SelectionBar({ page, list, tags }: SelectionBarProps) {
  return (
    <div role="toolbar" aria-label="Selected tags" className={classNames(styles["selection"])}>
      <span role="status">{countOf(tags.length, "tag")} selected</span>
      <Button small onPress={() => copyTags(page, "retag", tags)}>
        Retag…
      </Button>
      <Button small onPress={() => copyTags(page, "copy", tags)}>
        Copy to…
      </Button>
      {list.kind === "registry" && (
        <Button small onPress={() => deleteTags(page, tags)}>
          Delete…
        </Button>
      )}
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
