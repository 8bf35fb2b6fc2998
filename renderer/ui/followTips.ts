/** A tooltip, with the element that it is about. */
export interface ShownTip {
  readonly anchor: HTMLElement;
  readonly text: string;
  /** What a click does, or has done: shown while the element is clicked. */
  readonly note: string | undefined;
  readonly isCode: boolean;
}

/** Milliseconds that the pointer rests on an element before its tooltip is shown. */
const showMs = 400;
/** Milliseconds after the pointer left before it is hidden: time to reach the tooltip, whose text can be long. */
const hideMs = 100;

interface TipFollower {
  /** Hides the tooltip. */
  readonly hide: () => void;
  /** Stops listening. */
  readonly stop: () => void;
}

function anchorOf(target: EventTarget | null): HTMLElement | undefined {
  return (target instanceof Element && target.closest<HTMLElement>("[data-tip]")) || undefined;
}

function isInTooltip(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest("[role='tooltip']") !== null;
}

/** The tooltip of an element; undefined if the element is gone. */
function readTip(anchor: HTMLElement): ShownTip | undefined {
  const { tip, tipNote, tipCode } = anchor.dataset;
  return tip === undefined || !anchor.isConnected
    ? undefined
    : { anchor, text: tip, note: tipNote, isCode: tipCode !== undefined };
}

function isSame(one: ShownTip, other: ShownTip | undefined): boolean {
  return one.anchor === other?.anchor && one.text === other.text && one.note === other.note;
}

/**
 * Follows the tooltip of the element that the pointer rests on, or that a key has focused. It stays while the pointer
 * is on the tooltip itself; Escape, another key and a click hide it (WCAG 1.4.13).
 * @param onChange gets the tooltip to show, or undefined
 */
export function followTips(onChange: (tip: ShownTip | undefined) => void): TipFollower {
  const stop = new AbortController();
  const { signal } = stop;
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** The element whose tooltip is shown, or will be. */
  let wanted: HTMLElement | undefined;
  let shown: ShownTip | undefined;
  /** Where the pointer was last moved to or pressed. */
  let position: string | undefined;
  /** Follows changes of the text, and hides the tooltip of an element that is removed. */
  const observer = new MutationObserver(() => show());

  function show(): void {
    clearTimeout(timer);
    const tip = wanted && readTip(wanted);
    if (tip === undefined) {
      hide();
    } else if (!isSame(tip, shown)) {
      shown = tip;
      const attributeFilter = ["data-tip", "data-tip-note"];
      observer.observe(document.body, { subtree: true, childList: true, attributeFilter });
      onChange(tip);
    }
  }

  function hide(): void {
    clearTimeout(timer);
    wanted = undefined;
    if (shown !== undefined) {
      shown = undefined;
      observer.disconnect();
      onChange(undefined);
    }
  }

  function onPointerOver({ target, pointerType, clientX, clientY }: PointerEvent): void {
    const anchor = anchorOf(target);
    if (shown === undefined && `${clientX} ${clientY}` === position) {
      // An element appeared below a pointer that rests: a tooltip would cover its neighbors unasked.
      return;
    }
    if (pointerType === "touch" || (anchor !== undefined && anchor === wanted && !shown)) {
      return;
    }
    clearTimeout(timer);
    if (isInTooltip(target) || (shown !== undefined && anchor === shown.anchor)) {
      return;
    }
    if (anchor !== undefined) {
      wanted = anchor;
      timer = setTimeout(show, shown === undefined ? showMs : 0);
    } else if (shown === undefined) {
      hide();
    } else {
      timer = setTimeout(hide, hideMs);
    }
  }

  function onFocusIn({ target }: FocusEvent): void {
    const anchor = anchorOf(target);
    if (anchor?.matches(":focus-visible") === true) {
      wanted = anchor;
      show();
    }
  }

  /** Hides the tooltip, unless its note says what the press on its element does. */
  function onPress({ target }: Event): void {
    const anchor = anchorOf(target);
    if (anchor === undefined || anchor !== wanted || anchor.dataset["tipNote"] === undefined) {
      hide();
    }
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.key !== "Escape") {
      onPress(event);
    } else if (shown !== undefined) {
      // A dialog stays open.
      event.stopPropagation();
      hide();
    }
  }

  function onPointerMove({ clientX, clientY }: PointerEvent): void {
    position = `${clientX} ${clientY}`;
  }

  document.addEventListener("pointerover", onPointerOver, { signal });
  document.addEventListener("pointermove", onPointerMove, { signal });
  document.addEventListener("pointerdown", onPointerMove, { signal, capture: true });
  document.addEventListener("pointerdown", onPress, { signal, capture: true });
  document.addEventListener("keydown", onKeyDown, { signal, capture: true });
  document.addEventListener("focusin", onFocusIn, { signal });
  document.addEventListener("focusout", ({ target }) => target === wanted && hide(), { signal });
  document.documentElement.addEventListener("pointerleave", hide, { signal });
  return {
    hide,
    stop: () => {
      hide();
      stop.abort();
    },
  };
}
