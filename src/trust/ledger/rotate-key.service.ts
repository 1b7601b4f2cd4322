import { Inject, Injectable } from '@nestjs/common';
import { Refusal } from '../../kernel/refusal.js';
import { CONFIG, type Config } from '../../platform/config/index.js';
import { Database, SYSTEM_SCOPE, type Tx } from '../../platform/database/index.js';
import { type CommandContext, Commands } from '../../platform/http/index.js';
import { nextSigningKey, type SigningKey } from '../../platform/keys/index.js';
import { actorOf, decideKeyChange, type HeldKey, LEDGER } from './domain/index.js';
import type { ChangeKeyDto, HeldKeyDto, SealKeyDto } from './ledger.dto.js';
import { ENTERPRISE } from './ledger.store.js';
import { expectedKey, storedSealKeys } from './seal-key.store.js';
import { lastSeal, lockSeals } from './seal.store.js';
import { Seals } from './seal-streams.service.js';
import { Ledger } from './write-facts.service.js';

const SECURITY = 'site-security/enterprise';

const named = (key: SigningKey) => ({
  ...{ fingerprint: key.fingerprint, pem: key.publicPem },
  sign: (text: string): string => key.sign(text),
});

/** Puts another key in the place of the one that signs seals: endorsed by it, or, where it is lost, by a person's word alone. */
@Injectable()
export class RotateKey {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly database: Database,
    private readonly commands: Commands,
    private readonly ledger: Ledger,
    private readonly seals: Seals,
  ) {}

  /** The key that signs, and all before it. Refuses with `seal-key.missing` while it is lost. */
  show(): Promise<SealKeyDto> {
    return this.database.read(SYSTEM_SCOPE, async (tx) => {
      const { keys } = await this.seals.keys(tx);
      return { ...this.seals.publicKey, keys: keys.map(heldDto) };
    });
  }

  /** The old key signs the new one, after its last seal. Refuses with `seal-key.missing` where it is lost. */
  async rotate(command: CommandContext, { reason }: ChangeKeyDto): Promise<SealKeyDto> {
    // what was written until now is the old key's to seal
    await this.seals.seal();
    await this.commands.run(command, (tx) => {
      const own = this.seals.signing;
      if (own === null) throw new Refusal('conflict', 'seal-key.missing');
      return this.change(tx, command, reason, () => named(own));
    });
    return this.begin();
  }

  /** Where the old one is lost, which somebody has said at the machine. Refuses with `seal-key.not-lost`, `seal-key.not-published`. */
  async replace(command: CommandContext, { reason }: ChangeKeyDto): Promise<SealKeyDto> {
    await this.commands.run(command, async (tx) => {
      if (this.seals.signing !== null) throw new Refusal('conflict', 'seal-key.not-lost');
      const done = await this.change(tx, command, reason, (fingerprint) => this.seals.publishedKey(fingerprint));
      const event = { type: 'seal-key.replaced', values: { fingerprint: done.fingerprint }, reason };
      await this.ledger.state(tx, SECURITY, actorOf(command.caller), [event], ENTERPRISE);
      return done;
    });
    return this.begin();
  }

  /** The first seal of the new key is over the fact that made it so. */
  private async begin(): Promise<SealKeyDto> {
    await this.seals.seal();
    return this.show();
  }

  private async change(
    tx: Tx,
    { caller }: CommandContext,
    reason: string,
    oldKey: (fingerprint: string) => Parameters<typeof decideKeyChange>[2]['old'] | null,
  ): Promise<{ fingerprint: string }> {
    if ((tx.scope.places ?? '*') !== '*') throw new Refusal('forbidden', 'site.beyond-own');
    await lockSeals(tx);
    const [last, fingerprint] = [await lastSeal(tx), await expectedKey(tx)];
    const old = fingerprint === null ? null : oldKey(fingerprint);
    if (old === null || old.fingerprint !== fingerprint) throw new Refusal('conflict', 'seal-key.not-published');
    const next = named(nextSigningKey(this.config.keysDir));
    await this.ledger.change(
      tx,
      storedSealKeys,
      LEDGER,
      actorOf(caller),
      (state, now) => decideKeyChange(state, last, { old, next }, { by: caller.person.name, reason, now }),
      ENTERPRISE,
    );
    return { fingerprint: next.fingerprint };
  }
}

const heldDto = ({ change, ...key }: HeldKey): HeldKeyDto => ({
  ...key,
  since: change?.statement.at ?? null,
  by: change?.statement.by ?? null,
  reason: change?.statement.reason ?? null,
  endorsed: change?.endorsed ?? null,
});
