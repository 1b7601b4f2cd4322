import type { Fault, Path } from '../../unit-classes/domain/index.js';
import { settableOf } from './build-program.js';
import { elementsOf } from './flow.js';
import type { FormulaType } from './formula.js';
import type { Order } from './order.js';
import type { Phase, ProgramPhase } from './phase.js';
import { type AdHocBlock, type MasterRecipe, phasesOf, unitProceduresOf } from './recipe.js';
import { everyBlock } from './walk.js';

type Why = Pick<Fault, 'code' | 'message'>;

/** A formula or condition where it stands. */
export interface FormulaSite {
  text: string;
  /** the object that holds it, and the way from there */
  node: object;
  key: Path;
  /** the name that its value goes by */
  gives?: string;
  wants: FormulaType;
  /** why a phase's values cannot be known here; the sentence's subject is the value */
  unseen(phase: Phase): Why | undefined;
}

const LATER: Why = { code: 'formula.later-reference', message: 'is known only after this step' };
const BESIDE: Why = { code: 'formula.other-branch', message: 'is of another branch: nobody knows which is first' };
const INSTEAD: Why = { code: 'formula.other-option', message: 'is of another option: never both are taken' };
const AD_HOC: Why = { code: 'formula.ad-hoc', message: 'is inserted ad hoc: it may never exist' };
const UNSURE: Why = { code: 'formula.not-sure', message: 'does not surely exist when this is inserted' };

/** Every formula of a recipe, in the order: parameters, phases, blocks. */
export function sitesOf(
  recipe: Pick<MasterRecipe, 'procedure' | 'adHoc' | 'parameters' | 'unitClasses'>,
  order: Order,
): FormulaSite[] {
  const inserted = (recipe.adHoc ?? []).flatMap(({ unitClass, phases: list }) =>
    elementsOf(list).map((phase) => ({ phase, unitClass })),
  );
  const parameters = recipe.parameters.flatMap((node): FormulaSite[] => {
    if (node.source !== 'formula') return [];
    const gives = `parameters.${node.id}`;
    return [{ text: node.formula, node, key: ['formula'], gives, wants: { unit: node.unit }, unseen: () => undefined }];
  });
  const phases = [...phasesOf(recipe), ...inserted].flatMap(({ phase, unitClass: code }) => {
    const unitClass = recipe.unitClasses.find((one) => one.code === code);
    switch (phase.kind) {
      case 'calculation': {
        const { formula, unit, yield: ratio } = phase;
        const at = { node: phase, wants: { unit }, unseen: unseenFrom(phase) };
        const sites: FormulaSite[] = [{ ...at, text: formula, key: ['formula'], gives: `${phase.id}.result` }];
        if (ratio)
          sites.push({ ...at, text: ratio.theoretical, key: ['yield', 'theoretical'], gives: `${phase.id}.percent` });
        return sites;
      }
      case 'program': {
        const set = phase.set.flatMap(({ name, formula }): FormulaSite[] => {
          const settable = unitClass && settableOf(unitClass, phase.program, name).settable;
          if (formula === undefined || !settable) return [];
          const wants = { unit: settable.unit };
          return [{ text: formula, node: phase, key: ['set', name], wants, unseen: unseenFrom(phase) }];
        });
        return phase.until.or === undefined ? set : [...set, whileRunning(phase, phase.until.or)];
      }
      case 'scan':
      case 'instruction':
      case 'entry':
      case 'wait':
      case 'decision':
      case 'review':
      case 'clearance':
      case 'material':
      case 'measure':
      case 'sample':
      case 'result':
      case 'compare':
      case 'label':
        return [];
    }
  });
  const blocks = everyBlock(recipe).flatMap((block): FormulaSite[] => {
    if (block.kind === 'loop') {
      const own = (phase: Phase): boolean => order.relation(phase, block) === 'inside';
      return [condition(block.until, block, ['until'], unseenFrom(block, own))];
    }
    if (block.kind !== 'choice') return [];
    return block.options.flatMap((option) =>
      option.when === null ? [] : [condition(option.when, option, ['when'], unseenFrom(block))],
    );
  });
  return [...parameters, ...phases, ...blocks];

  /** A program may end early by what is repeated while it runs. */
  function whileRunning(program: ProgramPhase, or: string): FormulaSite {
    const repeated = (phase: Phase): boolean =>
      order.around(phase).some(({ block }) => block.kind === 'repeat' && block.during === program.id);
    return condition(or, program, ['until', 'or'], unseenFrom(program, repeated));
  }

  function unseenFrom(node: object, also: (phase: Phase) => boolean = () => false): FormulaSite['unseen'] {
    return (phase) => {
      if (also(phase)) return undefined;
      switch (order.relation(phase, node)) {
        case 'before':
        case 'maybe-before':
          return undefined;
        case 'beside':
          return BESIDE;
        case 'instead':
          return INSTEAD;
        case 'after':
        case 'inside':
        case 'around':
        case 'same':
          return LATER;
        case 'apart': {
          const here = order.insertedBy(node);
          return here && !order.insertedBy(phase) ? unsure(phase, here) : AD_HOC;
        }
      }
    };
  }

  /** A block on a class is inserted while a unit procedure of it runs: what comes before each of these exists. */
  function unsure(phase: Phase, { unitClass }: AdHocBlock): Why | undefined {
    const hosts = unitProceduresOf(recipe).filter((one) => unitClass !== null && one.unitClass === unitClass);
    return hosts.length > 0 && hosts.every((one) => order.relation(phase, one) === 'before') ? undefined : UNSURE;
  }
}

const condition = (text: string, node: object, key: Path, unseen: FormulaSite['unseen']): FormulaSite => ({
  text,
  node,
  key,
  wants: 'boolean',
  unseen,
});
