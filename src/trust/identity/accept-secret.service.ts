import { Inject, Injectable } from '@nestjs/common';
import { Refusal } from '../../kernel/refusal.js';
import { CONFIG, type Config } from '../../platform/config/index.js';
import { Database, SYSTEM_SCOPE } from '../../platform/database/index.js';
import { accessSettings } from './access-policy.store.js';
import { isBreached } from './breached-passwords.store.js';
import { acceptPassword } from './domain/index.js';
import { HashSecret } from './hash-secret.service.js';
import { formerSecrets } from './secret.store.js';

/** Whether a password may become a person's, by what the enterprise asks; and what is stored of it. */
@Injectable()
export class AcceptSecret {
  constructor(
    private readonly database: Database,
    private readonly secrets: HashSecret,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Refuses with `password.too-weak`, `password.breached`, and for whoever had others before with `password.used-before`. */
  async hashOf(password: string, person: { id?: string; username: string; name: string }): Promise<string> {
    const { id } = person;
    const [settings, former] = await this.database.read(SYSTEM_SCOPE, async (tx) => {
      const now = await accessSettings(tx);
      return [now.password, id === undefined ? [] : await formerSecrets(tx, id, now.password.remembered)] as const;
    });
    acceptPassword(password, person, settings);
    const { breachedPasswords } = this.config;
    if (breachedPasswords !== null && (await isBreached(breachedPasswords, password)))
      throw new Refusal('unprocessable', 'password.breached');
    for (const hash of former)
      if (await this.secrets.matches(password, hash))
        throw new Refusal('unprocessable', 'password.used-before', { remembered: settings.remembered });
    return this.secrets.hash(password);
  }
}
