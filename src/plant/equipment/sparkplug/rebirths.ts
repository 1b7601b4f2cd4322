import type { Pace } from './pace.js';

/** Why a host asks an edge node for its births again. */
export type RebirthCause = 'connected' | 'no-birth' | 'unknown-alias' | 'sequence' | 'malformed';

interface Wish {
  causes: Set<RebirthCause>;
  notBefore: number;
  requests: number;
}

/** A wish that a birth has answered. */
interface Settled {
  causes: ReadonlySet<RebirthCause>;
  requests: number;
  at: number;
}

/**
 * Requests for births: one for all causes, not again before its time, and no more to all edge nodes together than they and
 * the broker can bear. A request that no birth answers, or whose cause is there again right after the birth, is repeated,
 * ever less often. Times are ms of any steady clock.
 */
export class Rebirths {
  private readonly wishes = new Map<string, Wish>();
  private readonly last = new Map<string, number>();
  private readonly settled = new Map<string, Settled>();
  private allowance: number;
  private counted: number | null = null;

  constructor(private readonly pace: Pace['rebirth']) {
    this.allowance = pace.perSecond;
  }

  ask(node: string, cause: RebirthCause, now: number, wait = 0): void {
    const wish = this.wishes.get(node);
    if (wish !== undefined) return void wish.causes.add(cause);
    const before = this.settled.get(node);
    const persists = before?.causes.has(cause) === true && now - before.at <= this.pace.every;
    const requests = persists ? before.requests : 0;
    const pause = Math.min(this.pace.most, this.pace.every * 2 ** requests);
    const notBefore = Math.max(now + wait, (this.last.get(node) ?? -Infinity) + pause);
    this.wishes.set(node, { causes: new Set([cause]), notBefore, requests });
  }

  /** The edge node has given birth. */
  settle(node: string, now: number): void {
    const wish = this.wishes.get(node);
    if (wish !== undefined) this.settled.set(node, { ...wish, at: now });
    this.wishes.delete(node);
  }

  /** The edge node is gone, or nobody wants it any more. */
  drop(node: string): void {
    this.wishes.delete(node);
    this.settled.delete(node);
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
