import type { ActivityChange, UnitSight } from '../domain/index.js';
import { insist } from './insist.js';
import type { Received } from './intake.js';

/** What a unit says of its programs: the last of it as it stands now, and each change recorded before it is acknowledged. */
export class StateLog {
  private last: UnitSight | null = null;
  private recording: Promise<unknown> = Promise.resolve();
  /** whether the last was heard on this connection */
  isFresh = false;
  /** of messages that are not acknowledged yet */
  bytes = 0;

  constructor(
    private readonly observed: (changes: ActivityChange[]) => Promise<void>,
    private readonly pause: number,
    private readonly stopped: AbortSignal,
  ) {}

  get sight(): UnitSight | null {
    return this.last;
  }

  add(sight: UnitSight, retained: boolean, { bytes, ack }: Received): void {
    if (retained || !this.isEarlier(sight)) {
      this.last = sight;
      this.isFresh = true;
    }
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
