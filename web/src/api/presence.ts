/** When the tablet was last touched: a request that no touch explains is marked as background and keeps no session alive. */
let touched = true;

export function watchTouches(target: EventTarget): void {
  for (const kind of ['pointerdown', 'keydown'])
    target.addEventListener(kind, () => (touched = true), { passive: true });
}

/** Whether somebody touched the tablet since this was last asked. */
export function takeTouch(): boolean {
  const was = touched;
  touched = false;
  return was;
}
