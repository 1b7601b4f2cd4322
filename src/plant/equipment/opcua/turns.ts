import type { Uuid } from '../../../kernel/ids.js';
import { byUrgency, type Urgency } from '../domain/index.js';

export interface TurnPorts {
  /** whether it is this server that connects the unit, for now */
  may(unit: Uuid): boolean;
  /** asked when several wait; where it fails or takes long, what was known before counts */
  urgencies(): Promise<ReadonlyMap<Uuid, Urgency>>;
  /** 0 to 1, drawn anew each time */
  random(): number;
}

/** Of the time between two turns: drawn out by up to so much, so that servers that start together do not stay together. */
const JITTER = 0.3;

/** Each so many-th turn is that of whoever waits longest: units that cannot be reached take not every turn, however urgent they are. */
const FAIR = 3;

/** How long a turn waits to hear who is needed most, in ms. */
const HEARING = 1000;

/** Lets units connect one by one, at most so many a second: running phases first, then bound units, then the rest, each third turn in the order of asking. */
export class Turns {
  private readonly waiting: { unit: Uuid; go: () => void }[] = [];
  private busy = false;
  private given = 0;
  private known: ReadonlyMap<Uuid, Urgency> = new Map();
  private hearing: Promise<void> | null = null;

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
    if (this.waiting.length > 1) await this.hear();
    const here = this.waiting.filter(({ unit }) => this.ports.may(unit));
    const isFair = (this.given + 1) % FAIR === 0;
    const first = isFair ? here[0] : here.sort((a, b) => byUrgency(this.known)(a.unit, b.unit))[0];
    this.busy = this.waiting.length > 0;
    if (!this.busy) return;
    if (first !== undefined) {
      this.given++;
      this.waiting.splice(this.waiting.indexOf(first), 1);
      first.go();
    }
    setTimeout(() => void this.next(), (1000 / this.perSecond) * (1 + JITTER * this.ports.random())).unref();
  }

  /** Who is needed most, as far as that is known soon; one that takes longer is heard when it comes. */
  private async hear(): Promise<void> {
    if (this.hearing !== null) return;
    const heard = this.ports.urgencies().then(
      (urgencies) => void (this.known = urgencies),
      () => undefined,
    );
    this.hearing = heard.finally(() => (this.hearing = null));
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, HEARING)));
    await Promise.race([this.hearing, late]);
    clearTimeout(timer);
  }
}
