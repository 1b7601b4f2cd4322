/** Tries until it works, `pause` ms between; false where it was stopped before. */
export async function insist(work: () => Promise<void>, pause: number, stopped: AbortSignal): Promise<boolean> {
  while (!stopped.aborted) {
    try {
      await work();
      return !stopped.aborted;
    } catch {
      await new Promise<void>((resolve) => setTimeout(resolve, pause).unref());
    }
  }
  return false;
}
