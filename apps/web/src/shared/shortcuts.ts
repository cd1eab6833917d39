import { useEffect, useRef } from "react";
import { settings } from "./settings.ts";

/** "j", "#", "g p" (one key after the other), "mod+k" (Ctrl or ⌘). */
export type KeyStroke = string;
type Action = (event: KeyboardEvent) => void;

/** How long the second key of a sequence may take. */
const sequenceMs = 1200;
const actions = new Map<KeyStroke, Action[]>();
let first: { key: string; atMs: number } | null = null;

function strokeOf(event: KeyboardEvent): KeyStroke {
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  return event.ctrlKey || event.metaKey ? `mod+${key}` : key;
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof Element &&
    target.closest('input:not([type="checkbox"]), textarea, select, [contenteditable="true"]') !== null
  );
}

/** Windows asked for and not yet closed; counted at the request, because a window read lazily is not in the page yet. */
let asked = 0;

/** Silences single keys from this moment; gives back what ends it. */
export function silenceShortcuts(): () => void {
  let isOver = false;
  asked += 1;
  first = null;
  return () => {
    if (!isOver) asked -= 1;
    isOver = true;
  };
}

function isInLayer(target: EventTarget | null): boolean {
  if (asked > 0) return true;
  if (
    document.querySelector(
      '[role="dialog"][aria-modal="true"], [role="alertdialog"], [role="dialog"][data-modal]',
    ) !== null
  )
    return true;
  return target instanceof Element && target.closest('[role="menu"], [role="listbox"]') !== null;
}

function isSilenced(event: KeyboardEvent, stroke: KeyStroke): boolean {
  if (stroke.startsWith("mod+")) return false;
  if (event.altKey && stroke !== "#") return true; // "#" is AltGr + 3 on a French keyboard
  if (isTyping(event.target) || isInLayer(event.target)) return true;
  return settings().shortcuts === "off" && stroke !== "Escape";
}

/** The action of a key, or of the sequence it completes. */
function actionFor(stroke: KeyStroke, atMs: number): Action | undefined {
  const before = first !== null && atMs - first.atMs < sequenceMs ? first.key : null;
  first = stroke.length === 1 && before === null ? { key: stroke, atMs } : null;
  const ofSequence = before === null ? undefined : actions.get(`${before} ${stroke}`)?.at(-1);
  return ofSequence ?? actions.get(stroke)?.at(-1);
}

function onKeyDown(event: KeyboardEvent): void {
  // AltGr arrives as Ctrl + Alt on Windows.
  const stroke = event.ctrlKey && event.altKey ? event.key : strokeOf(event);
  if (event.defaultPrevented || isSilenced(event, stroke)) return;
  const action = actionFor(stroke, event.timeStamp);
  if (action === undefined) return;
  event.preventDefault();
  action(event);
}

if (typeof window !== "undefined") window.addEventListener("keydown", onKeyDown);

/** Registers keys while the component is shown; of two components wanting the same key, the later shown wins. */
export function useShortcuts(map: Readonly<Record<KeyStroke, Action>>): void {
  const latest = useRef(map);
  useEffect(() => {
    latest.current = map;
  });
  const names = Object.keys(map).join("\n");
  useEffect(() => {
    const registered = names
      .split("\n")
      .map((stroke): [KeyStroke, Action] => [stroke, (event) => latest.current[stroke]?.(event)]);
    for (const [stroke, action] of registered) actions.set(stroke, [...(actions.get(stroke) ?? []), action]);
    return () => {
      for (const [stroke, action] of registered)
        actions.set(
          stroke,
          (actions.get(stroke) ?? []).filter((other) => other !== action),
        );
    };
  }, [names]);
}

/** "⌘" on Apple machines, "Ctrl" elsewhere. */
export const modKey =
  typeof navigator !== "undefined" && /Mac|iPhone|iPad/u.test(navigator.userAgent) ? "⌘" : "Ctrl";
