import { In, IsNull, Not } from 'typeorm';
import type { Tx } from '../../platform/database/index.js';
import type { StoredProjection } from '../../trust/ledger/index.js';
import { SignatureEntity } from '../../trust/signatures/index.js';
import {
  type BindingRow,
  type CommandRow,
  type ConnectorKind,
  type Kit,
  type KitRow,
  type ProgramRunRow,
  type PromptRow,
  type Urgency,
  unitProjection,
  type UnitRow,
  type UnitState,
} from './domain/index.js';
import {
  BindingEntity,
  CommandEntity,
  KitEntity,
  LocalChangeEntity,
  ProgramRunEntity,
  PromptEntity,
  UnitEntity,
  UpkeepEntity,
} from './unit.entity.js';

export const unitStore: StoredProjection<UnitState> = {
  ...unitProjection,
  tables: {
    unit: { entity: UnitEntity, stream: 'id' },
    unit_binding: { entity: BindingEntity, stream: 'unit' },
    unit_command: { entity: CommandEntity, stream: 'unit' },
    program_run: { entity: ProgramRunEntity, stream: 'unit' },
    local_change: { entity: LocalChangeEntity, stream: 'unit' },
    unit_prompt: { entity: PromptEntity, stream: 'unit' },
    unit_upkeep: { entity: UpkeepEntity, stream: 'unit' },
    unit_kit: { entity: KitEntity, stream: 'unit' },
    signature: { entity: SignatureEntity, stream: 'subjectStream' },
  },
};

/** Who defines a code holds it until the transaction ends, so that two at once make one. */
export async function holdUnitCode(tx: Tx, code: string): Promise<void> {
  await tx.query(`select pg_advisory_xact_lock(hashtextextended($1, 0))`, [`unit ${code}`]);
}

/** Who states where at the broker a unit answers holds all such places until the transaction ends. */
export async function holdAddresses(tx: Tx): Promise<void> {
  await tx.query(`select pg_advisory_xact_lock(hashtextextended('addresses of units', 0))`);
}

export const findUnit = (tx: Tx, by: { id: string } | { code: string }): Promise<UnitRow | null> =>
  tx.entities.findOneBy(UnitEntity, by);

/** All, or those of these ids, by code. */
export const listUnits = (tx: Tx, ids?: string[]): Promise<UnitRow[]> =>
  tx.entities.find(UnitEntity, { where: ids === undefined ? {} : { id: In(ids) }, order: { code: 'asc' } });

export type UnitAnywhere = Pick<UnitRow, 'id' | 'code' | 'status' | 'productInstanceUri' | 'connector' | 'tagMap'>;

/** Also those out of sight, by code: what must be one unit's alone is so at every site. Not for people to see. */
export const everyUnit = (tx: Tx): Promise<UnitAnywhere[]> =>
  tx.query(
    `select id, code, status, product_instance_uri as "productInstanceUri", connector, tag_map as "tagMap"
       from every_unit() order by code`,
  );

/** Every unit by code; another version where its row has changed in any way. */
export const unitVersions = (
  tx: Tx,
): Promise<{ id: string; kind: ConnectorKind; broker: string | null; version: string }[]> =>
  tx.query(
    `select id, connector ->> 'kind' as kind, connector ->> 'broker' as broker, xmin::text as version from unit order by code`,
  );

/** Commands that nobody has looked at yet, or that wait for their unit. */
export const commandsIssued = (tx: Tx): Promise<{ id: string; unit: string }[]> =>
  tx.query(`select id, unit from unit_command where state = 'issued'`);

/** Bindings not yet released, of one unit or of all. */
export const openBindings = (tx: Tx, unit?: string): Promise<BindingRow[]> =>
  tx.entities
    .createQueryBuilder(BindingEntity, 'b')
    .where(`b.released_at is null${unit === undefined ? '' : ' and b.unit = :unit'}`, { unit })
    .orderBy('b.bound_at')
    .addOrderBy('b.id')
    .getMany();

/** Everything of units that a batch holds or held, first bound first. */
export const bindingsOf = (tx: Tx, batch: string): Promise<BindingRow[]> =>
  tx.entities.find(BindingEntity, { where: { batch }, order: { boundAt: 'asc', id: 'asc' } });

/** A position that somebody else has taken, whose batch may be one that the caller does not see. */
export const isTaken = (error: unknown): boolean =>
  (error as { constraint?: string } | null)?.constraint === 'unit_binding_open';

/** Single use, for ever: a kit that another unit has had. */
export const isUsed = (error: unknown): boolean =>
  (error as { constraint?: string } | null)?.constraint === 'unit_kit_used';

/** Whether a kit was ever put in anywhere. Who asks holds the kit until the transaction ends, so that of two at one instant one is told. */
export async function isKitUsed(tx: Tx, { product, lot, serial }: Kit): Promise<boolean> {
  const name = [product, lot.toUpperCase(), serial.toUpperCase()];
  await tx.query(`select pg_advisory_xact_lock(hashtextextended($1, 0))`, [`kit ${JSON.stringify(name)}`]);
  const [found] = await tx.query(
    `select id from unit_kit where product = $1 and upper(lot) = $2 and upper(serial) = $3`,
    name,
  );
  return found !== undefined;
}

/** Kits that are in one unit now, or in any. */
export const kitsIn = (tx: Tx, unit?: string): Promise<KitRow[]> =>
  tx.entities.find(KitEntity, { where: { ...(unit !== undefined && { unit }), removedAt: IsNull() } });

/** Commands whose outcome is still to be found out, oldest first. */
export const openCommands = (tx: Tx, unit: string): Promise<CommandRow[]> =>
  tx.entities.find(CommandEntity, { where: { unit, state: In(['issued', 'sent', 'unknown']) }, order: { id: 'asc' } });

/** Runs that other commands have started for a command's step. */
export async function runsOfOthers(tx: Tx, { id, unit, step }: CommandRow): Promise<Set<string>> {
  const others = await tx.entities.find(CommandEntity, { where: { unit, step, id: Not(id), action: 'start-program' } });
  return new Set(others.flatMap(({ runId }) => (runId === null ? [] : [runId])));
}

export const openRuns = (tx: Tx, unit: string): Promise<ProgramRunRow[]> =>
  tx.entities.find(ProgramRunEntity, { where: { unit, state: In(['running', 'held']) } });

/** What units wait for people to say, longest first. */
export const openPrompts = (tx: Tx): Promise<PromptRow[]> =>
  tx.entities.find(PromptEntity, { where: { endedAt: IsNull() }, order: { raisedAt: 'asc', id: 'asc' } });

/** What people have said to units and what the units have not confirmed yet. */
export const openAnswers = (tx: Tx): Promise<CommandRow[]> =>
  tx.entities.find(CommandEntity, { where: { action: 'answer', state: In(['issued', 'sent']) } });

/** Units that are not idle: on which a program is not over, and others that somebody holds. */
export async function urgenciesOfUnits(tx: Tx): Promise<Map<string, Urgency>> {
  const rows = await tx.query<{ unit: string; running: boolean }>(
    `select unit, bool_or(running) as running
       from (select unit, true as running from program_run where state in ('running', 'held')
             union all select unit, false from unit_binding where released_at is null) held group by unit`,
  );
  return new Map(rows.map(({ unit, running }) => [unit, running ? 'running' : 'bound']));
}

/** Programs that run or are held, of every unit, by the commands that started them. */
export const runningPrograms = (tx: Tx): Promise<{ unit: string; program: string }[]> =>
  tx.query(
    `select r.unit, c.program from program_run r
       join unit_command c on c.unit = r.unit and c.run_id = r.run_id and c.action = 'start-program'
      where r.state in ('running', 'held')`,
  );
