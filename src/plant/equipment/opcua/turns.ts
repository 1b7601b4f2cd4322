import type { Uuid } from '../../../kernel/ids.js';
import { byUrgency, type Urgency } from '../domain/index.js';

export interface TurnPorts {
  /** whether it is this server that connects the unit, for now */
  may(unit: Uuid): boolean;
  /** asked when several wait; where it fails, they come in the order in which they asked */
  urgencies(): Promise<ReadonlyMap<Uuid, Urgency>>;
  /** 0 to 1, drawn anew each time */
  random(): number;
}

/** Of the time between two turns: drawn out by up to so much, so that servers that start together do not stay together. */
const JITTER = 0.3;

/** Lets units connect one by one, at most so many a second: running phases first, then bound units, then the rest. */
export class Turns {
  private readonly waiting: { unit: Uuid; go: () => void }[] = [];
  private busy = false;

  constructor(
    private readonly perSecond: number,
    private readonly ports: TurnPorts,
  ) {}

  /** Resolves when it is the unit's turn, or nobody waits for it any more. */
  take(unit: Uuid, abandoned: AbortSignal): Promise<void> {
    if (abandoned.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const place = {
        unit,
        go: () => {
          abandoned.removeEventListener('abort', leave);
          resolve();
        },
      };
      const leave = (): void => {
        const at = this.waiting.indexOf(place);
        if (at >= 0) this.waiting.splice(at, 1);
        resolve();
      };
      abandoned.addEventListener('abort', leave, { once: true });
      this.waiting.push(place);
      if (!this.busy) void this.next();
    });
  }

  private async next(): Promise<void> {
    this.busy = true;
    const urgencies = this.waiting.length > 1 ? await this.ports.urgencies().catch(() => NONE) : NONE;
    const [first] = this.waiting
      .filter(({ unit }) => this.ports.may(unit))
      .sort((a, b) => byUrgency(urgencies)(a.unit, b.unit));
    this.busy = this.waiting.length > 0;
    if (!this.busy) return;
    if (first !== undefined) {
      this.waiting.splice(this.waiting.indexOf(first), 1);
      first.go();
    }
    setTimeout(() => void this.next(), (1000 / this.perSecond) * (1 + JITTER * this.ports.random())).unref();
  }
}

const NONE: ReadonlyMap<Uuid, Urgency> = new Map();
