import { Rounds } from '../clock/index.js';
import type { Held, Leases } from './leases.service.js';

/** Rounds of work that one of several servers does: the one that holds the job's lease, under which the work is to be fenced. */
export class LeasedRounds {
  private readonly rounds: Rounds;

  constructor(
    private readonly leases: Leases,
    private readonly job: string,
    every: number,
    work: (lease: Held) => Promise<void>,
    failed: (error: Error) => void,
  ) {
    this.rounds = new Rounds(
      every,
      async () => {
        const lease = leases.held(`job/${job}`);
        if (lease !== null) await work(lease);
      },
      failed,
    );
  }

  start(): void {
    this.leases.job(this.job);
    this.rounds.start();
  }

  stop(): Promise<void> {
    return this.rounds.stop();
  }
}
