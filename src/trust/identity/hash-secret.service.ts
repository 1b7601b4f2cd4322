import { Injectable } from '@nestjs/common';
import { hash, verify } from '@node-rs/argon2';

/** argon2id with 64 MiB and three passes. */
const COST = { memoryCost: 64 * 1024, timeCost: 3, parallelism: 1 };

/** What the password of a person who does not exist is compared with. */
const NOBODYS = hash('nobody', COST);

/** Turns passwords into what is stored of them, and compares. */
@Injectable()
export class HashSecret {
  hash = (password: string): Promise<string> => hash(password.normalize('NFKC'), COST);

  /** Takes as long for a person who does not exist (no hash) as for a wrong password. */
  async matches(password: string, stored: string | undefined): Promise<boolean> {
    const same = await verify(stored ?? (await NOBODYS), password.normalize('NFKC'));
    return same && stored !== undefined;
  }
}
