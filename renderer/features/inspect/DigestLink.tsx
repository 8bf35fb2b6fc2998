import { Button, Tooltip, TooltipTrigger } from "react-aria-components";
import { shortDigest } from "../../image/shortDigest.ts";
import { classNames } from "../../ui/classNames.ts";
import styles from "./Contents.module.css";
import { useInspect } from "./store.ts";

interface DigestLinkProps {
  readonly repository: string;
  readonly digest: string;
  readonly of: string;
}

/** A digest that opens what it names in the same repository. */
export function DigestLink({ repository, digest, of }: DigestLinkProps) {
  const open = useInspect((state) => state.open);
  const short = shortDigest(digest);
  return (
    <TooltipTrigger delay={300} closeDelay={50}>
      <Button
        className={classNames(styles["link"])}
        aria-label={`Inspect ${short}, ${of}`}
        onPress={() => open(`${repository}@${digest}`)}
      >
        {short}
      </Button>
      <Tooltip className={classNames(styles["tooltip"])} offset={4}>
        {digest}
      </Tooltip>
    </TooltipTrigger>
  );
}
