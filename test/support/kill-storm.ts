import { setTimeout as sleep } from 'node:timers/promises';
import type { Kill } from './kill-plan.js';
import type { KillRig, Victim } from './kill-rig.js';
import { compareLedger, type Comparison, untilStored } from './ledger-compare.js';
import { until } from './walk.js';

/** Of patience with a busy machine, not of what it takes; in ms. */
const PATIENCE = 300_000;
const SETTLING = 120_000;

export function victims({ server, broker, database, units }: KillRig): Record<string, Victim> {
  return { server, broker, database, ...units };
}

/** Kills one after the other and starts each again; returns when all are up. Whoever dies by itself fails. */
export async function strike(rig: KillRig, kills: readonly Kill[]): Promise<void> {
  const returning: Promise<void>[] = [];
  for (const { victim, after, dead } of kills) {
    await sleep(after);
    const program = victims(rig)[victim]!;
    if (!program.isAlive()) throw new Error(`${victim} has ended by itself`);
    await program.kill();
    const back = sleep(dead).then(() => startAgain(program));
    // told below
    back.catch(() => undefined);
    returning.push(back);
  }
  await Promise.all(returning);
}

/** As whoever keeps programs running does: a server that finds no database ends with a word, and is started again. */
async function startAgain(program: Victim): Promise<void> {
  for (const end = Date.now() + PATIENCE; ; await sleep(500))
    try {
      return await program.start();
    } catch (error) {
      if (!String(error).includes('the database of DATABASE_URL cannot be reached') || Date.now() > end) throw error;
    }
}

/** Waits until values of each unit from now on are stored. */
export async function untilFlowing({ adminUrl, units }: KillRig): Promise<void> {
  const now = new Date().toISOString();
  await Promise.all(Object.keys(units).map((code) => untilStored(adminUrl, code, now, PATIENCE)));
}

export interface Span {
  /** samples a second */
  rate: number;
  from: string;
  to: string;
}

/**
 * The unit's ledger against the database, once all that comes has come; or as it is when that does not come about. `storedTo`: by
 * the true time, where the unit's clock was off.
 */
export async function accountOf(
  rig: KillRig,
  code: string,
  { rate, from, to }: Span,
  storedTo = to,
): Promise<Comparison> {
  await untilStored(rig.adminUrl, code, storedTo, PATIENCE);
  let account!: Comparison;
  const isClean = async (): Promise<boolean> => {
    account = await compareLedger(rig.adminUrl, { code, ledger: await rig.units[code]!.ledger(), rate }, from, to);
    return [account.missing, account.doubled, account.strange, account.wrongGaps].every(({ length }) => length === 0);
  };
  await until(`all of ${code} is there`, isClean, SETTLING).catch(() => undefined);
  return account;
}

/** One line for people. */
export function figuresOf(code: string, { values, stored, covered, missing, doubled, gaps }: Comparison): string {
  const open = gaps.filter(({ state }) => state === 'open').length;
  const parts = [`${values} values`, `${stored} stored`, `${covered.length} missing in ${open} gaps`];
  return `${code}: ${parts.join(', ')}, ${missing.length} missing in none, ${doubled.length} doubled`;
}
