import { sharedAddress, type UnitDefinition } from '../../src/plant/equipment/domain/index.js';
import type { Step } from './step.js';
import { type ServerUnit, statedOf } from './server-plant.js';

/** The step of a unit, and what that makes of it. */
export interface UnitMove {
  step: Step;
  definition: UnitDefinition;
}

interface Ordered {
  /** units that give their place at the broker up first, since each of them is to have another's */
  freed: ServerUnit[];
  steps: Step[];
}

/** Of a step that is undone by a later one. */
export const forNow = (code: string): string => `unit ${code} for now`;

/** What was seen of a unit stands no more once it is out of service for now. */
function afterwards(step: Step): Step {
  const { seen: _, ...body } = step.request.body as { seen?: string };
  return { ...step, restsOn: [...step.restsOn, `${step.id} for now`], request: { ...step.request, body } };
}

/** The steps in an order in which each place at the broker is free when a unit comes to it. `units`: of the server, that stay in service. */
export function byAddress(moves: readonly UnitMove[], units: readonly ServerUnit[]): Ordered {
  const standing = new Map(units.map((unit) => [unit.code, statedOf(unit)]));
  const [freed, steps]: [ServerUnit[], Step[]] = [[], []];
  const pending = [...moves];
  const blockersOf = ({ definition }: UnitMove): string[] =>
    [...standing.values()]
      .filter(({ code }) => code !== definition.code && pending.some((move) => move.definition.code === code))
      .filter((other) => sharedAddress(definition, other) !== null)
      .map(({ code }) => code);
  const before = new Map(moves.map((move) => [move, blockersOf(move)]));
  while (pending.length > 0) {
    const free = pending.find((move) => blockersOf(move).length === 0);
    if (free === undefined) {
      const [blocking] = pending.flatMap(blockersOf);
      const first = units.find(({ code }) => code === blocking)!;
      standing.delete(first.code);
      freed.push(first);
      continue;
    }
    pending.splice(pending.indexOf(free), 1);
    const { step, definition } = free;
    standing.set(definition.code, definition);
    const isFreed = (code: string): boolean => freed.some((unit) => unit.code === code);
    const rests = before.get(free)!.map((code) => (isFreed(code) ? forNow(code) : `unit ${code}`));
    const restsOn = [...step.restsOn, ...rests];
    steps.push(isFreed(definition.code) ? afterwards({ ...step, restsOn }) : { ...step, restsOn });
  }
  return { freed, steps };
}
