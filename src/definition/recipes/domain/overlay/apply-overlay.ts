import { type Fault, isOutside, type Path, seconds } from '../../../unit-classes/domain/index.js';
import { nests } from '../build-limits.js';
import { elementsOf } from '../flow.js';
import type { Phase } from '../phase.js';
import { phasesOf, type HoldWindow, type MasterRecipe, type Parameter, type PinnedVersion } from '../recipe.js';
import { mapPhases } from './map-phases.js';
import { narrowPhase } from './narrow-phase.js';
import { Narrowing, only, own, said } from './narrower.js';
import type { Overlay, ParameterChange, WindowChange } from './overlay.js';

/**
 * The recipe that an overlay makes of its parent, or every place where it would leave what the parent allows (codes
 * `overlay.…`, paths in the overlay's text). A recipe comes back only if each value of it lies inside the parent's:
 * limits and ranges inside, signatures added alone, replicates not fewer, scatter and delays not larger, waits and minima
 * not shorter, maxima not longer, and what is set inside what the phase watches, or else as the parent sets it.
 */
export function applyOverlay(
  parent: PinnedVersion & { recipe: MasterRecipe },
  overlay: Overlay,
): { recipe: MasterRecipe } | { faults: Fault[] } {
  const { recipe, code, version, hash } = parent;
  const narrowing = new Narrowing();
  if (overlay.of.code !== code || overlay.of.version !== version)
    narrowing.fault(
      'overlay.not-of',
      ['of'],
      `it is of ${overlay.of.code}@${overlay.of.version}, not of ${code}@${version}`,
    );
  if (overlay.level === 'product' && recipe.madeFrom !== undefined)
    narrowing.fault('overlay.level', ['level'], 'a product narrows a recipe; only a site narrows an overlay');
  unknownTargets(recipe, overlay, narrowing);

  const change = (phase: Phase): Phase => {
    const asked = own(overlay.phases, phase.id);
    return asked ? narrowPhase(phase, asked, recipe, ['phases', phase.id], narrowing) : phase;
  };
  const { label: _label, ...rest } = mapPhases(recipe, change);
  const made: MasterRecipe = {
    ...rest,
    recipe: overlay.overlay,
    title: overlay.title,
    parameters: recipe.parameters.map((parameter) => {
      const asked = own(overlay.parameters, parameter.id);
      return asked ? narrowParameter(parameter, asked, ['parameters', parameter.id], narrowing) : parameter;
    }),
    windows: recipe.windows.map((window) => {
      const asked = own(overlay.windows, window.id);
      return asked ? narrowWindow(window, asked, ['windows', window.id], narrowing) : window;
    }),
    madeFrom: [...(recipe.madeFrom ?? []), { code, version, hash }],
  };
  return narrowing.faults.length > 0 ? { faults: narrowing.faults } : { recipe: made };
}

function unknownTargets(recipe: MasterRecipe, overlay: Overlay, narrowing: Narrowing): void {
  const adHoc = (recipe.adHoc ?? []).flatMap(({ phases }) => elementsOf(phases));
  const known = {
    parameters: recipe.parameters.map(({ id }) => id),
    phases: [...phasesOf(recipe).map(({ phase }) => phase), ...adHoc].map(({ id }) => id),
    windows: recipe.windows.map(({ id }) => id),
  };
  for (const kind of ['parameters', 'phases', 'windows'] as const) {
    for (const id of Object.keys(overlay[kind]))
      if (!known[kind].includes(id)) narrowing.unknown([kind, id], `the parent has no "${id}" among its ${kind}`);
  }
}

function narrowParameter(parameter: Parameter, change: ParameterChange, path: Path, narrowing: Narrowing): Parameter {
  const { range = parameter.range, target } = change;
  narrowing.inside(range, parameter.range, [...path, 'range']);
  const decimals =
    parameter.source === 'formula' && 'decimals' in parameter.rounding ? parameter.rounding.decimals : null;
  const narrowed = { ...narrowing.limits(parameter, change, decimals, path), range };
  if (change.alert || change.action) narrowed.onBreach ??= 'continue';
  for (const key of ['alert', 'action'] as const) {
    const limits = narrowed[key];
    if (!limits || nests(limits, '1', range, '1')) continue;
    const message = `${key} ${said(limits)} is not inside range ${said(range)}: state both`;
    narrowing.fault('overlay.not-nested', [...path, change[key] ? key : 'range'], message);
  }
  if (narrowed.source !== 'constant') {
    if (target !== undefined)
      narrowing.unknown([...path, 'target'], `${parameter.id} has no target: it is a ${parameter.source}`);
    return narrowed;
  }
  const aim = target ?? narrowed.target;
  for (const bounds of [range, narrowed.action]) {
    if (!bounds || !isOutside(aim, bounds)) continue;
    narrowing.fault(
      'overlay.target-outside',
      [...path, target === undefined ? 'range' : 'target'],
      `${aim} is outside ${said(bounds)}`,
    );
  }
  return { ...narrowed, target: aim };
}

function narrowWindow(window: HoldWindow, change: WindowChange, path: Path, narrowing: Narrowing): HoldWindow {
  const { min, max, alert } = change;
  if (min !== undefined) narrowing.notShorter(min, window.min, [...path, 'min']);
  if (max !== undefined) narrowing.notLonger(max, window.max, [...path, 'max']);
  if (alert !== undefined) narrowing.notLonger(alert, window.alert, [...path, 'alert']);
  const made = { ...window, ...only(change, 'min', 'max', 'alert') };
  const fault = (key: string, message: string): void => narrowing.fault('overlay.not-nested', [...path, key], message);
  if (made.max === undefined) {
    if (made.alert !== undefined) fault('alert', 'there is no max that it comes before: state both');
    return made;
  }
  if (made.min !== undefined && seconds(made.min) > seconds(made.max))
    fault(min ? 'min' : 'max', 'min is longer than max');
  if (made.alert !== undefined && seconds(made.alert) >= seconds(made.max))
    fault(alert ? 'alert' : 'max', 'alert is not before max');
  return made;
}
