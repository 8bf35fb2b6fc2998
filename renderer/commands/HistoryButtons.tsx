import { ArrowLeft, ArrowRight } from "lucide-react";
import { IconButton } from "../ui/Button.tsx";
import { runCommand } from "./commandActions.ts";

interface HistoryButtonsProps {
  readonly canGoBack: boolean;
  readonly canGoForward: boolean;
}

/** Buttons that go back and forward in what the shown view showed. */
export function HistoryButtons({ canGoBack, canGoForward }: HistoryButtonsProps) {
  return (
    <>
      {/* Not disabled: the button would lose the focus at the last step back. */}
      <IconButton label="Back" isPending={!canGoBack} onPress={() => runCommand("view.back")}>
        <ArrowLeft size={15} aria-hidden />
      </IconButton>
      <IconButton
        label="Forward"
        isPending={!canGoForward}
        onPress={() => runCommand("view.forward")}
      >
        <ArrowRight size={15} aria-hidden />
      </IconButton>
    </>
  );
}
