import type { ActivityChange, UnitSight } from '../domain/index.js';
import { insist } from './insist.js';
import type { Received } from './intake.js';

/** What a unit says of its programs: the last of it as it stands now, and each change recorded before it is acknowledged. */
export class StateLog {
  private last: UnitSight | null = null;
  private recording: Promise<unknown> = Promise.resolve();
  private isHeard = false;
  /** what comes now is as it happens: nothing that the broker has kept for us is left */
  private isCaughtUp = false;
  /** of messages that are not acknowledged yet */
  bytes = 0;

  constructor(
    private readonly observed: (changes: ActivityChange[]) => Promise<void>,
    private readonly pause: number,
    private readonly stopped: AbortSignal,
  ) {}

  /** `kept`: the broker has kept what was said meanwhile, and sends it first. */
  connected(kept: boolean): void {
    [this.isHeard, this.isCaughtUp] = [false, !kept];
  }

  /** Whether the last was heard on this connection. */
  get isFresh(): boolean {
    return this.isHeard;
  }

  get sight(): UnitSight | null {
    return this.last;
  }

  add(sight: UnitSight, retained: boolean, { bytes, ack }: Received): void {
    const isEarlier = this.isEarlier(sight);
    // a unit's clock may be set back: once all that was kept has come, the order is that in which it comes
    if (retained || this.isCaughtUp || !isEarlier) {
      this.last = sight;
      this.isHeard = true;
    }
    if (!retained && !isEarlier) this.isCaughtUp = true;
    this.bytes += bytes;
    this.recording = this.recording
      .then(() => insist(() => this.observed([sight.activity]), this.pause, this.stopped))
      .then((done) => {
        this.bytes -= bytes;
        if (done) ack();
      });
  }

  /** One that the broker has kept, behind a newer one that it keeps as the last. */
  private isEarlier({ activity, serverStartedAt }: UnitSight): boolean {
    return this.last?.serverStartedAt === serverStartedAt && activity.at < this.last.activity.at;
  }
}
