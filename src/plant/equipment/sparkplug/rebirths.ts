import type { Pace } from './pace.js';

/** Why a host asks an edge node for its births again. */
export type RebirthCause = 'connected' | 'no-birth' | 'unknown-alias' | 'sequence' | 'malformed';

interface Wish {
  causes: Set<RebirthCause>;
  notBefore: number;
  requests: number;
}

/**
 * Requests for births: one for all causes, not again before its time, and no more to all edge nodes together than they and
 * the broker can bear. A request that no birth answers is repeated, ever less often. Times are ms of any steady clock.
 */
export class Rebirths {
  private readonly wishes = new Map<string, Wish>();
  private readonly last = new Map<string, number>();
  private allowance: number;
  private counted: number | null = null;

  constructor(private readonly pace: Pace['rebirth']) {
    this.allowance = pace.perSecond;
  }

  ask(node: string, cause: RebirthCause, now: number, wait = 0): void {
    const wish = this.wishes.get(node);
    if (wish !== undefined) return void wish.causes.add(cause);
    const notBefore = Math.max(now + wait, (this.last.get(node) ?? -Infinity) + this.pace.every);
    this.wishes.set(node, { causes: new Set([cause]), notBefore, requests: 0 });
  }

  /** The edge node has given birth, is gone, or nobody wants it any more. */
  settle(node: string): void {
    this.wishes.delete(node);
  }

  /** The edge nodes to be asked now; taken as asked. */
  due(now: number): { node: string; causes: RebirthCause[] }[] {
    const { perSecond, every, most } = this.pace;
    const elapsed = this.counted === null ? 0 : now - this.counted;
    this.counted = now;
    this.allowance = Math.min(perSecond, this.allowance + (elapsed * perSecond) / 1000);
    const waiting = [...this.wishes].filter(([, { notBefore }]) => notBefore <= now);
    waiting.sort(([, a], [, b]) => a.notBefore - b.notBefore);
    return waiting.slice(0, Math.floor(this.allowance)).map(([node, wish]) => {
      this.allowance--;
      wish.notBefore = now + Math.min(most, every * 2 ** wish.requests);
      wish.requests++;
      this.last.set(node, now);
      return { node, causes: [...wish.causes] };
    });
  }
}
