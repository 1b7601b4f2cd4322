import { Injectable } from '@nestjs/common';
import { hash, verify } from '@node-rs/argon2';
import { Refusal } from '../../kernel/refusal.js';

/** argon2id with 64 MiB and three passes. */
const COST = { memoryCost: 64 * 1024, timeCost: 3, parallelism: 1 };

/** What the password of a person who does not exist is compared with. */
const NOBODYS = hash('nobody', COST);

/** At once, so that a storm of sign-ins leaves the processor to running batches; and waiting, before more are refused. */
const AT_ONCE = 2;
const WAITING = 40;

/** Turns passwords into what is stored of them, and compares. Refuses with `password.too-many-checks` under a storm. */
@Injectable()
export class HashSecret {
  private running = 0;
  private readonly queue: (() => void)[] = [];

  hash(password: string): Promise<string> {
    return this.inTurn(() => hash(password.normalize('NFKC'), COST));
  }

  /** Takes as long for a person who does not exist (no hash) as for a wrong password. */
  matches(password: string, stored: string | undefined): Promise<boolean> {
    return this.inTurn(async () => {
      const same = await verify(stored ?? (await NOBODYS), password.normalize('NFKC'));
      return same && stored !== undefined;
    });
  }

  private async inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (this.running < AT_ONCE) this.running++;
    else if (this.queue.length < WAITING) await new Promise<void>((resolve) => this.queue.push(resolve));
    else throw new Refusal('too-many', 'password.too-many-checks');
    try {
      return await work();
    } finally {
      const next = this.queue.shift();
      if (next === undefined) this.running--;
      else next();
    }
  }
}
