import { type ReactNode, Suspense, useCallback, useEffect, useRef, useState } from "react";
import { TabPanel } from "react-aria-components";
import { ErrorBoundary } from "react-error-boundary";
import { ErrorFallback } from "./ErrorFallback.tsx";
import { afterFocusRestored, useFocusRequest, useNavigation, type View } from "./navigation.ts";
import { classNames } from "./ui/classNames.ts";
import styles from "./ViewPanel.module.css";

interface ViewPanelProps {
  readonly view: View;
  readonly children: ReactNode;
}

/** Whether the focus is nowhere, or in a hidden view. */
function isFocusLost(): boolean {
  const focused = document.activeElement;
  return focused === null || focused === document.body || focused.closest("[data-inert]") !== null;
}

/** Calls back once what is rendered beside it has been loaded. */
function Loaded({ onLoad }: { readonly onLoad: () => void }) {
  useEffect(onLoad, [onLoad]);
  return null;
}

/**
 * The panel of one view, which is loaded and rendered when it is first shown. A command that shows the view focuses its
 * content: what had the focus there before, or its first field. So does everything else that shows it, if the focus would
 * be lost.
 */
export function ViewPanel({ view, children }: ViewPanelProps) {
  const content = useRef<HTMLDivElement>(null);
  const lastFocused = useRef<HTMLElement>(undefined);
  const isShown = useNavigation((state) => state.view === view);
  const wasShown = useRef(isShown);
  const [isOpened, setOpened] = useState(isShown);
  if (isShown && !isOpened) {
    setOpened(true);
  }
  const isLoaded = useRef(false);
  /** The view that the window starts with waits for a key or a click: a blinking caret would never let it rest. */
  const takesFocus = useRef(!isShown);
  /** Whether a command wants the focus in content that is being loaded. */
  const isFocusPending = useRef(false);

  const focusContent = useCallback((): void => {
    const last = lastFocused.current;
    const first =
      content.current?.querySelector<HTMLElement>("input:not([type=radio]), textarea") ??
      content.current?.querySelector<HTMLElement>("button");
    (last?.isConnected === true ? last : first)?.focus();
  }, []);

  useFocusRequest("view", () => {
    if (useNavigation.getState().view === view) {
      isFocusPending.current = !isLoaded.current;
      focusContent();
    }
  });
  const onLoad = useCallback((): (() => void) => {
    isLoaded.current = true;
    return afterFocusRestored(() => {
      const isLost = takesFocus.current && isFocusLost();
      if (useNavigation.getState().view === view && (isFocusPending.current || isLost)) {
        focusContent();
      }
    });
  }, [view, focusContent]);
  useEffect(() => {
    const isNewlyShown = isShown && !wasShown.current;
    wasShown.current = isShown;
    return isNewlyShown ? afterFocusRestored(() => isFocusLost() && focusContent()) : undefined;
  }, [isShown, focusContent]);

  return (
    <TabPanel id={view} className={classNames(styles["panel"])} shouldForceMount>
      <div
        ref={content}
        className={classNames(styles["content"])}
        onFocus={({ target }) => {
          lastFocused.current = target;
        }}
      >
        <ErrorBoundary FallbackComponent={ErrorFallback}>
          <Suspense fallback={null}>
            {isOpened && (
              <>
                {children}
                <Loaded onLoad={onLoad} />
              </>
            )}
          </Suspense>
        </ErrorBoundary>
      </div>
    </TabPanel>
  );
}
