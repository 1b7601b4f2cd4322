import { Injectable, Logger } from '@nestjs/common';
import { systemNow } from '../../platform/clock/index.js';
import { Database, SYSTEM_SCOPE } from '../../platform/database/index.js';
import { type Actor, Ledger, type StreamId } from '../../trust/ledger/index.js';
import { ENTERPRISE } from '../../trust/organisation/index.js';
import { type CertificateStated, settle } from './domain/index.js';
import type { TrustStore } from './opcua/trust-store.js';

/** Facts of the server's trust store, which is of no one site. */
export const TRUST_STORE: StreamId = 'trust-store/enterprise';

const BY: Actor = { system: 'trust-store', role: 'system' };

/** Brings the folder of certificates and the facts about it to agreement, where the server ended between the two. */
@Injectable()
export class SettleCertificates {
  private readonly log = new Logger('Certificates');

  constructor(
    private readonly database: Database,
    private readonly ledger: Ledger,
  ) {}

  /** Before a unit is connected. */
  async settle(trust: TrustStore): Promise<void> {
    const facts = await this.database.read(SYSTEM_SCOPE, (tx) => this.ledger.facts(tx, TRUST_STORE));
    const stated = facts.map(({ fact }) => fact as unknown as CertificateStated);
    const { own } = trust;
    const found = { kept: await trust.kept(), own: own.current.text, prepared: own.prepared };
    const settled = settle(stated, found, systemNow());
    for (const { thumbprint, subject } of settled.reject) {
      await trust.reject(thumbprint);
      this.log.warn(`${subject} (${thumbprint}) was rejected by a person, and still trusted: it is trusted no more`);
    }
    for (const { thumbprint, subject } of settled.untrusted)
      this.log.warn(`${subject} (${thumbprint}) was trusted by a person, and is not: who trusts it says so again`);
    if (settled.install !== null) {
      own.install(settled.install);
      this.log.warn('the rotation of our certificate, which had ended in the middle, is done');
    }
    if (settled.missing !== null)
      this.log.warn(
        `our certificate was rotated to ${settled.missing.subject} (${settled.missing.thumbprint}), which is not in this folder`,
      );
    if (settled.facts.length > 0)
      await this.database.write(SYSTEM_SCOPE, (tx) =>
        this.ledger.state(tx, TRUST_STORE, BY, settled.facts, ENTERPRISE),
      );
  }
}
