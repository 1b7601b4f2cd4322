/** Does something each `ms`, but never while it is still being done; what fails is tried again. Returns what ends it. */
export function every(ms: number, work: () => Promise<void>): () => void {
  let isBusy = false;
  const round = async (): Promise<void> => {
    if (isBusy) return;
    isBusy = true;
    await work().catch(() => undefined);
    isBusy = false;
  };
  const timer = setInterval(() => void round(), ms);
  return () => clearInterval(timer);
}
