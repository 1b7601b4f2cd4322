import { Injectable } from '@nestjs/common';
import type { Instant } from '../../kernel/ids.js';
import { Refusal } from '../../kernel/refusal.js';
import { systemNow } from '../../platform/clock/index.js';
import type { Tx } from '../../platform/database/index.js';
import { type CommandContext, Commands } from '../../platform/http/index.js';
import { actorOf, Ledger, type NewFact } from '../../trust/ledger/index.js';
import { ENTERPRISE, refuseBeyondOwn } from '../../trust/organisation/index.js';
import { ConnectUnits } from './connect-units.service.js';
import {
  answersAs,
  checkRotate,
  decideReject,
  decideRotate,
  decideTrust,
  type KeptCertificate,
} from './domain/index.js';
import { everyUnit, listUnits } from './equipment.store.js';
import { TRUST_STORE } from './settle-certificates.service.js';

const KEEP_HOURS = 168;
const HOUR_MS = 3_600_000;

/** Certificates are trusted and rejected by people, and our own is changed; the fact is committed before it has an effect. */
@Injectable()
export class JudgeCertificate {
  private last: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly commands: Commands,
    private readonly ledger: Ledger,
    private readonly connectors: ConnectUnits,
  ) {}

  trust(command: CommandContext, thumbprint: string, reason: string): Promise<void> {
    const { opcua } = this.connectors;
    const decide = async (tx: Tx) => {
      const { certificate, units } = await this.found(tx, thumbprint);
      return decideTrust(certificate, await opcua.trust.faultOf(thumbprint), units, reason);
    };
    return this.state(command, decide, () => opcua.trustCertificate(thumbprint));
  }

  reject(command: CommandContext, thumbprint: string, reason: string): Promise<void> {
    const decide = async (tx: Tx) => {
      const { certificate, units } = await this.found(tx, thumbprint);
      await this.refuseOthers(tx, certificate);
      return decideReject(certificate, units, reason);
    };
    return this.state(command, decide, () => this.connectors.opcua.rejectCertificate(thumbprint));
  }

  rotate(command: CommandContext, reason: string, keepHours = KEEP_HOURS): Promise<void> {
    const { opcua } = this.connectors;
    const { own } = opcua.trust;
    let keptUntil: Instant;
    const decide = async (tx: Tx) => {
      refuseBeyondOwn(tx.scope);
      checkRotate(own.current.text, own.previous?.own.text ?? null);
      keptUntil = new Date(Date.parse(systemNow()) + keepHours * HOUR_MS).toISOString();
      return decideRotate(own.current.text, await own.prepare(), keptUntil, reason);
    };
    return this.state(command, decide, async () => opcua.renew(keptUntil));
  }

  /** One after the other; a command that is sent again has no effect again. */
  private state(
    command: CommandContext,
    decide: (tx: Tx) => Promise<NewFact[]>,
    effect: () => Promise<void>,
  ): Promise<void> {
    const work = async (): Promise<void> => {
      let isStated = false;
      await this.commands.run(command, async (tx) => {
        await this.ledger.state(tx, TRUST_STORE, actorOf(command.caller), await decide(tx), ENTERPRISE);
        isStated = true;
      });
      if (isStated) await effect();
    };
    const result = this.last.then(work);
    this.last = result.catch(() => undefined);
    return result;
  }

  /** Refuses with `site.beyond-own` where units out of sight are known to answer with it. */
  private async refuseOthers(tx: Tx, { thumbprint, applicationUri }: KeptCertificate): Promise<void> {
    const { opcua } = this.connectors;
    const seen = new Set<string>([
      ...opcua.unitsOn(thumbprint),
      ...opcua.trust.seen(thumbprint).map(({ unit }) => unit),
    ]);
    const known = (await everyUnit(tx)).filter((unit) => seen.has(unit.id) || answersAs(applicationUri)(unit));
    const own = new Set((await listUnits(tx)).map(({ id }) => id));
    if (known.some(({ id }) => !own.has(id))) refuseBeyondOwn(tx.scope);
  }

  private async found(tx: Tx, thumbprint: string): Promise<{ certificate: KeptCertificate; units: string[] }> {
    const kept = await this.connectors.opcua.trust.kept();
    const certificate = kept.find((one) => one.thumbprint === thumbprint);
    if (certificate === undefined) throw new Refusal('not-found', 'certificate.not-found', { thumbprint });
    const units = (await listUnits(tx)).filter(answersAs(certificate.applicationUri));
    return { certificate, units: units.map(({ code }) => code) };
  }
}
