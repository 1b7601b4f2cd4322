import { Inject, Injectable } from '@nestjs/common';
import { canonicalJson } from '../../kernel/canonical-json.js';
import { Refusal } from '../../kernel/refusal.js';
import { CONFIG, type Config } from '../../platform/config/index.js';
import { Database, SYSTEM_SCOPE } from '../../platform/database/index.js';
import { type Caller, type CommandContext, Commands, isOwnAddress } from '../../platform/http/index.js';
import { actorOf, Ledger } from '../../trust/ledger/index.js';
import { Organisation, streamAt } from '../../trust/organisation/index.js';
import type { AnsweredDto, EscalationDto } from './alarm.dto.js';
import { findEscalation, storedAlarm, storedEscalation } from './alarm.store.js';
import { deliveryBy } from './delivery.store.js';
import { decideAnswer, decideEscalation, type EscalationRow } from './domain/index.js';
import { ALARMS } from './state-alarms.service.js';

const NOBODY: EscalationDto = { contacts: [], rota: [], steps: [] };

const policyOf = ({ contacts, rota, steps }: EscalationRow): EscalationDto => ({ contacts, rota, steps });

/** What deliveries would be refused at each attempt is refused while whoever defines it is there. */
async function refuseOwnMachine({ contacts }: EscalationDto): Promise<void> {
  const hooks = contacts.filter(({ kind, target }) => kind === 'webhook' && URL.canParse(target));
  const own = await Promise.all(hooks.map(({ target }) => isOwnAddress(target)));
  const wrong = hooks.filter((_, at) => own[at]).map(({ name }) => name);
  if (wrong.length > 0) throw new Refusal('unprocessable', 'escalation.own-machine', { wrong });
}

/** Who is told outside the room, at each site, and what comes back from there. */
@Injectable()
export class DefineEscalation {
  constructor(
    private readonly commands: Commands,
    private readonly database: Database,
    private readonly ledger: Ledger,
    private readonly organisation: Organisation,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Targets for those alone who may define them. */
  show(caller: Caller, code: string): Promise<EscalationDto> {
    return this.database.read(caller.scope, async (tx) => {
      const row = await findEscalation(tx, (await this.organisation.siteByCode(tx, code)).id);
      const policy = row === null ? NOBODY : policyOf(row);
      if (caller.permissions.has('alarm.escalation')) return policy;
      return { ...policy, contacts: policy.contacts.map((one) => ({ ...one, target: '' })) };
    });
  }

  /** The same again states nothing. Refuses with `escalation.not-valid` and `escalation.own-machine`. */
  async put(command: CommandContext, code: string, given: EscalationDto): Promise<EscalationDto> {
    if (this.config.mode === 'production') await refuseOwnMachine(given);
    return this.commands.run(command, async (tx) => {
      const site = await this.organisation.siteByCode(tx, code);
      const before = await findEscalation(tx, site.id);
      // plain JSON, as facts hold it
      const policy = JSON.parse(JSON.stringify(given)) as EscalationDto;
      if (before !== null && canonicalJson(policyOf(before)) === canonicalJson(policy)) return policy;
      const by = actorOf(command.caller);
      await this.ledger.change(tx, storedEscalation, site.id, by, () => decideEscalation(policy), streamAt(site));
      return policy;
    });
  }

  /** Somebody outside says that they know: no GMP entry, since nobody is authenticated. Refuses with `alarm.answer-unknown` and `alarm.answer-expired`. */
  async answer(token: string): Promise<AnsweredDto> {
    await this.database.write(SYSTEM_SCOPE, async (tx) => {
      const delivery = await deliveryBy(tx, token);
      if (delivery === null) throw new Refusal('not-found', 'alarm.answer-unknown');
      if (delivery.isExpired) throw new Refusal('conflict', 'alarm.answer-expired');
      const { alarm, occurrence, contact } = delivery;
      await this.ledger.change(tx, storedAlarm, alarm, ALARMS, (state) =>
        decideAnswer(state, { occurrence, by: contact }),
      );
    });
    return { answered: true };
  }
}
