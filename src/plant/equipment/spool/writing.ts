import type { SpoolLog } from '../../../platform/spool/index.js';
import type { SpoolFault } from '../domain/index.js';
import { encodeRecord, type SpoolRecord } from './record.js';

/** A record on its way to the disk. */
export interface Entry {
  record: SpoolRecord;
  /** it is on the disk */
  kept: () => void;
  refused: (cause: SpoolFault) => void;
}

const faultOf = ({ code }: NodeJS.ErrnoException): SpoolFault =>
  ['ENOSPC', 'EDQUOT', 'EFBIG'].includes(code ?? '') ? 'disk-full' : 'disk-failed';

/** A unit's records on their way to the disk. Once one is refused all that were with it are: they come again in their order. */
export class Writing {
  private count = 0;
  private refusing: SpoolFault | null = null;

  constructor(
    private readonly log: SpoolLog,
    private readonly hasRoom: (bytes: number) => boolean,
  ) {}

  get isIdle(): boolean {
    return this.count === 0;
  }

  write({ record, kept, refused }: Entry): void {
    const bytes = encodeRecord(record);
    if (this.refusing === null && !this.hasRoom(bytes.length)) this.refuse('spool-full');
    if (this.refusing !== null) return refused(this.refusing);
    this.count++;
    this.log.append(bytes).then(
      () => {
        this.end();
        kept();
      },
      (error: Error) => {
        this.refuse(faultOf(error));
        this.end();
        refused(faultOf(error));
      },
    );
  }

  private end(): void {
    this.count--;
    this.relent();
  }

  private refuse(cause: SpoolFault): void {
    this.refusing ??= cause;
    this.relent();
  }

  /** Once nothing is on its way any more, and what came at once has had its answer. */
  private relent(): void {
    if (this.refusing !== null && this.isIdle)
      setImmediate(() => {
        if (this.isIdle) this.refusing = null;
      });
  }
}
